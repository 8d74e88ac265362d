import { parseString } from 'whatsapp-chat-parser';
import { ProblemError } from '../../../common/errors.ts';
import {
  cleanName,
  controlsReplaced,
  startsWithMark,
  withoutLeadingMarks,
  withoutTrailingSpace,
} from './clean-text.ts';
import type { Chat, ChatContent, ChatMessage } from './chat.ts';
import { normaliseExport, withoutGuards, type LineStyle } from './whatsapp-lines.ts';
import {
  emptyReasonOf,
  isAttachedPhrase,
  isCallNotice,
  isEncryptionNotice,
  withoutEditedNote,
} from './whatsapp-phrases.ts';

/** A line as the library reads it; `author` is null for lines of the messenger. */
interface Entry {
  readonly date: Date;
  readonly author: string | null;
  /** Body with its direction marks, which tell the messenger's words from a person's. */
  readonly body: string;
}

/** The first header has to stand within so many lines, or the file is something else. */
const HEADER_WITHIN_LINES = 200;
/** The notice about encryption stands among the first lines. */
const OPENING_LINES = 5;
/** Longest placeholder of a kind this program has no phrase for. */
const MAX_PLACEHOLDER = 40;

/**
 * Reads a WhatsApp "Export chat" text: Android and iOS forms in the date orders and languages phones use, messages of
 * several lines, placeholders for deleted messages and media. Lines of the messenger itself are left out. Times carry
 * no zone in an export; they are taken as this machine's local time.
 * @throws ProblemError NOT_A_CHAT when no line is a message
 */
export function parseWhatsApp(text: string, name: string): Chat {
  const beginning = text.split(/\r\n|\r|\n/u, HEADER_WITHIN_LINES).join('\n');
  const normalised = normaliseExport(beginning) === null ? null : normaliseExport(text);
  if (normalised === null) throw notAChat(name);
  const { style, daysFirst } = normalised;
  const entries = parseString(normalised.text, daysFirst === undefined ? {} : { daysFirst }).map(toEntry);
  const writers = new Set(entries.filter(({ author, body }) => author !== null && !startsWithMark(body)).map(authorOf));
  const messages = entries.flatMap((entry, index) =>
    index < OPENING_LINES && isEncryptionNotice(entry.body) ? [] : toMessage(entry, style, writers),
  );
  if (messages.length === 0) throw notAChat(name);
  const authors = [...new Set(messages.map(({ author }) => author))];
  const group = authors.length > 2 || entries.some((entry) => isGroupNotice(entry, style, authors));
  return {
    kind: group ? 'group' : 'one_to_one',
    authors,
    participants: group ? Math.max(3, authors.length) : 2,
    language: 'und',
    messages,
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
  if (author === null || isMessengerLine(author)) return { date, author: null, body: `${author ?? ''}${body}` };
  return { date, author: cleanName(withoutGuards(author)), body };
}

function authorOf({ author }: Entry): string {
  return author ?? '';
}

/**
 * A line such as `Ana changed the subject to "Trip: Rome"` has a colon and is no message: what stands before the colon
 * opens a quotation and does not close it, or is longer than any name.
 */
function isMessengerLine(author: string): boolean {
  if (author.length > 100) return true;
  const straight = author.split('"').length - 1;
  return straight % 2 === 1 || /[“„«「][^”“»」]*$/u.test(author);
}

function toMessage({ date, author, body }: Entry, style: LineStyle, writers: ReadonlySet<string>): ChatMessage[] {
  if (author === null || Number.isNaN(date.getTime())) return [];
  const content = contentOf(body, style, writers);
  return content === null ? [] : [{ sentAt: date.toISOString(), author, content }];
}

/** What a message holds; null when WhatsApp itself wrote the line. */
function contentOf(body: string, style: LineStyle, writers: ReadonlySet<string>): ChatContent | null {
  const marked = startsWithMark(body);
  const text = withoutTrailingSpace(withoutEditedNote(withoutLeadingMarks(body)));
  const reason = emptyReasonOf(text);
  if (reason !== null) return { type: 'empty', reason };
  if (isCallNotice(text) || (marked && isEncryptionNotice(text))) return null;
  const caption = captionOf(text);
  if (caption === '') return { type: 'empty', reason: 'media_omitted' };
  if (caption !== null) return { type: 'text', text: controlsReplaced(caption), mediaOmitted: true };
  if (marked && style === 'bracket') {
    if (namesSomeone(text, writers)) return null;
    const structured = text.includes('\n') || text.includes(':');
    if (text.length <= MAX_PLACEHOLDER && !structured) return { type: 'empty', reason: 'media_omitted' };
  }
  return { type: 'text', text: controlsReplaced(text) };
}

/** iOS puts a direction mark before its own words; those that name a person or WhatsApp are notices, not messages. */
function namesSomeone(text: string, writers: ReadonlySet<string>): boolean {
  return text.includes('WhatsApp') || [...writers].some((name) => text.includes(name));
}

const IOS_FILE = /[\u200e\u200f]?<[^<>:]{2,40}[:：]\s?[^<>]{1,200}\.\w{2,5}>/u;
const IOS_FILE_NAME = /^[\u200e\u200f]*<[^<>:]{2,40}[:：]\s?\d{6,}-/u;
const ANDROID_FILE = /^(.{1,200}\.\w{2,5}) \(([^()]{3,40})\)$/u;
const ANDROID_FILE_NAME = /^[A-Z]{3}-\d{8}-WA\d{4}\.\w{2,5}$/u;

/**
 * Text that came with a file: empty when there was only the file, null when there was no file.
 * iOS writes `<attached: 00000042-PHOTO-….jpg>` after the caption, Android `IMG-….jpg (file attached)` before it.
 */
function captionOf(text: string): string | null {
  const ios = IOS_FILE.exec(text);
  if (ios !== null && (IOS_FILE_NAME.test(ios[0]) || startsWithMark(ios[0]) || ios[0] === text)) {
    const before = text.slice(0, ios.index);
    const describesFile = !before.includes('\n') && /\.\w{2,5} • /u.test(before);
    return `${describesFile ? '' : before}${text.slice(ios.index + ios[0].length)}`.trim();
  }
  const [firstLine = '', ...rest] = text.split('\n');
  const android = ANDROID_FILE.exec(firstLine);
  if (android === null) return null;
  const isFile = isAttachedPhrase(android[2] ?? '') || ANDROID_FILE_NAME.test(android[1] ?? '');
  return isFile ? rest.join('\n').trim() : null;
}

const GROUP_WORD = /group|gruppe|grupo|groupe|gruppo|groep|grup|групп|مجموعة|קבוצה|ग्रुप|समूह|グループ|그룹|群/iu;

/** Whether a line of the messenger says that this is a group: it names one, or iOS gives it to a name nobody has. */
function isGroupNotice({ author, body }: Entry, style: LineStyle, authors: readonly string[]): boolean {
  if (author === null) return GROUP_WORD.test(body) && !isEncryptionNotice(body);
  return style === 'bracket' && startsWithMark(body) && !authors.includes(author) && authors.length === 2;
}
