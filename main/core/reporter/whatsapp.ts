import { parseString } from 'whatsapp-chat-parser';
import { ProblemError } from '../../../common/errors.ts';
import {
  cleanName,
  controlsReplaced,
  hasMark,
  startsWithMark,
  withoutLeadingMarks,
  withoutTrailingSpace,
} from './clean-text.ts';
import type { Chat, ChatContent, ChatMessage } from './chat.ts';
import { captionOf, describesFile } from './whatsapp-files.ts';
import { normaliseExport, withoutGuards, type LineStyle } from './whatsapp-lines.ts';
import {
  foldNames,
  isCallNotice,
  isDeletedByAdmin,
  isEncryptionNotice,
  isPeopleNotice,
  isQuotingNotice,
} from './whatsapp-notices.ts';
import { beforeIosPlaceholder, emptyReasonOf, withoutEditedNote } from './whatsapp-phrases.ts';

/** A line as the library reads it; `author` is null for lines of the messenger. */
interface Entry {
  readonly date: Date;
  readonly author: string | null;
  /** Body with its direction marks, which tell the messenger's words from a person's. */
  readonly body: string;
}

/** The first header has to stand within so many lines, or the file is something else. */
const HEADER_WITHIN_LINES = 200;
/** What tells the messenger's words from a person's in one file. */
interface Surroundings {
  readonly style: LineStyle;
  /** Everyone with a line of their own, in the form of `foldNames`. */
  readonly people: ReadonlySet<string>;
}

/**
 * Reads a WhatsApp "Export chat" text: Android and iOS forms in the date orders and languages phones use, messages of
 * several lines, placeholders for deleted messages and media. Lines of the messenger itself are left out and counted; only
 * a phrase known from its first to its last word is taken for one, everything else stays a message. Times carry no zone in
 * an export; they are taken as this machine's local time.
 * @throws ProblemError NOT_A_CHAT when no line is a message
 */
export function parseWhatsApp(text: string, name: string): Chat {
  const beginning = text.split(/\r\n|\r|\n/u, HEADER_WITHIN_LINES).join('\n');
  const normalised = normaliseExport(beginning) === null ? null : normaliseExport(text);
  if (normalised === null) throw notAChat(name);
  const { style, daysFirst } = normalised;
  const read = parseString(normalised.text, daysFirst === undefined ? {} : { daysFirst }).map(toEntry);
  const people = foldNames(read.flatMap(({ author }) => (author === null ? [] : [author])));
  const entries = style === 'dash' ? withoutQuotingNotices(read, people) : read;
  const messages = entries.flatMap((entry) => toMessage(entry, { style, people }));
  if (messages.length === 0) throw notAChat(name);
  const authors = [...new Set(messages.map(({ author }) => author))];
  const group = authors.length > 2 || entries.some((entry) => isGroupNotice(entry, style, authors));
  return {
    kind: group ? 'group' : 'one_to_one',
    authors,
    participants: group ? Math.max(3, authors.length) : 2,
    language: 'und',
    messages,
    messengerLines: entries.length - messages.length,
  };
}

function notAChat(name: string): ProblemError {
  return new ProblemError(
    'NOT_A_CHAT',
    `${name} is no chat export: no line begins with a date, a time and a name as WhatsApp writes them.`,
  );
}

function toEntry({ date, author, message }: ReturnType<typeof parseString>[number]): Entry {
  const body = withoutGuards(message);
  return { date, author: author === null ? null : cleanName(withoutGuards(author)), body };
}

/**
 * Android lines without an author whose quoted group name has a colon become lines of the messenger again. Names are
 * chosen by those who bear them: one that also wrote something else is a person, whatever it looks like.
 */
function withoutQuotingNotices(entries: readonly Entry[], people: ReadonlySet<string>): Entry[] {
  const looksQuoting = ({ author, body }: Entry): boolean => author !== null && isQuotingNotice(author, body, people);
  const persons = new Set(entries.filter((entry) => !looksQuoting(entry)).map(({ author }) => author));
  return entries.map((entry) => {
    if (!looksQuoting(entry) || persons.has(entry.author)) return entry;
    return { date: entry.date, author: null, body: `${entry.author ?? ''}: ${entry.body}` };
  });
}

function toMessage({ date, author, body }: Entry, surroundings: Surroundings): ChatMessage[] {
  if (author === null || Number.isNaN(date.getTime())) return [];
  const content = contentOf(body, surroundings);
  return content === null ? [] : [{ sentAt: date.toISOString(), author, content }];
}

/**
 * What a message holds; null when WhatsApp itself wrote the line. iOS puts a direction mark before its own words, but so
 * do people who write Hebrew or Arabic: the mark decides nothing without a known phrase.
 */
function contentOf(body: string, { style, people }: Surroundings): ChatContent | null {
  const text = withoutTrailingSpace(withoutEditedNote(withoutLeadingMarks(body)));
  const reason = isDeletedByAdmin(text, people) ? 'deleted' : emptyReasonOf(text);
  if (reason !== null) return { type: 'empty', reason };
  if (isCallNotice(text)) return null;
  if (style === 'bracket') {
    if (isIosPlaceholder(body)) return { type: 'empty', reason: 'media_omitted' };
    if (startsWithMark(body) && (isEncryptionNotice(text) || isPeopleNotice(text, people))) return null;
  }
  const caption = captionOf(text);
  if (caption === '') return { type: 'empty', reason: 'media_omitted' };
  if (caption !== null) return { type: 'text', text: controlsReplaced(caption), mediaOmitted: true };
  return { type: 'text', text: controlsReplaced(text) };
}

/** `image omitted` after a direction mark, or `report.pdf • 3 pages document omitted` with one inside. */
function isIosPlaceholder(body: string): boolean {
  if (!hasMark(body)) return false;
  const before = beforeIosPlaceholder(body);
  if (before === null) return false;
  return before === '' ? startsWithMark(body) : describesFile(before);
}

const GROUP_WORD = /group|gruppe|grupo|groupe|gruppo|groep|grup|групп|مجموعة|קבוצה|ग्रुप|समूह|グループ|그룹|群/iu;

/** The notice about encryption may name a group or not; it tells nothing about the kind of the chat. */
const ABOUT_ENCRYPTION =
  /end-to-end|ende-zu-ende|extremo a extremo|bout en bout|ponta a ponta|ponto a ponto|uçtan uca|сквозн|端对端|端對端|端到端|エンドツーエンド|종단간|종단 간|تشفير|مشفرة|מקצה לקצה|एंड-टू-एंड|एन्ड-टू-एन्ड/iu;

/** Whether a line of the messenger says that this is a group: it names one, or iOS gives it to a name nobody has. */
function isGroupNotice({ author, body }: Entry, style: LineStyle, authors: readonly string[]): boolean {
  if (author === null) return GROUP_WORD.test(body) && !ABOUT_ENCRYPTION.test(body);
  return style === 'bracket' && startsWithMark(body) && !authors.includes(author) && authors.length === 2;
}
