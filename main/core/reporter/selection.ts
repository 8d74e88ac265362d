import { ProblemError } from '../../../common/errors.ts';
import type { Chat } from './chat.ts';
import { cleanName } from './clean-text.ts';

/** Most names listed in one sentence. */
const MAX_NAMES = 12;

/**
 * Index of the message with this number, counted from 1 as `report --list` shows them.
 * @throws ProblemError SELECTION when the chat has no such message
 */
export function selectByNumber(chat: Chat, number: number): number {
  const count = chat.messages.length;
  if (number >= 1 && number <= count) return number - 1;
  throw new ProblemError(
    'SELECTION',
    `The chat has no message ${number}: it has ${count} ${count === 1 ? 'message' : 'messages'}, counted from 1 without the messenger's own lines.`,
  );
}

/**
 * The last message that contains a text, whatever its case.
 * @returns its index and how many messages contain the text
 * @throws ProblemError SELECTION when none does
 */
export function selectByText(chat: Chat, text: string): { index: number; matches: number } {
  const wanted = text.normalize('NFC').toLowerCase();
  if (wanted.trim() === '') throw new ProblemError('SELECTION', '--match needs some text to look for.');
  let [index, matches] = [-1, 0];
  for (const [at, { content }] of chat.messages.entries()) {
    if (content.type !== 'text' || !content.text.normalize('NFC').toLowerCase().includes(wanted)) continue;
    index = at;
    matches += 1;
  }
  if (index === -1) throw new ProblemError('SELECTION', 'No message of the chat contains the text given with --match.');
  return { index, matches };
}

/** Who reports: someone who wrote in the chat, or someone who only read it. */
export type Reporter = { readonly name: string } | { readonly silent: true };

/**
 * Decides who the reporter is. Between two people it is the one who did not write the message; in a group it has to be
 * said, either by name or as someone who wrote nothing.
 * @throws ProblemError USAGE when it is not clear, OWN_MESSAGE when the message is the reporter's own
 */
export function reporterOf(chat: Chat, index: number, me: string | null, silent: boolean): Reporter {
  const subject = chat.messages[index]?.author;
  if (silent) {
    if (me !== null) throw new ProblemError('USAGE', 'Give either --me or --silent, not both.');
    return silentReporter(chat, subject);
  }
  if (me === null) return defaultReporter(chat, subject);
  const wanted = cleanName(me).toLowerCase();
  const name = chat.authors.find((author) => author.toLowerCase() === wanted);
  if (name === undefined) {
    throw new ProblemError('USAGE', `Nobody in the chat is called "${me}". It has: ${namesOf(chat)}.`);
  }
  if (name === subject) {
    throw new ProblemError(
      'OWN_MESSAGE',
      `Message ${index + 1} was written by ${name}; nobody can report their own message.`,
    );
  }
  return { name };
}

function defaultReporter(chat: Chat, subject: string | undefined): Reporter {
  if (chat.kind === 'group') {
    throw new ProblemError(
      'USAGE',
      `This is a group chat: say who reports with --me NAME (${namesOf(chat)}), or --silent when the reporter wrote nothing.`,
    );
  }
  const other = chat.authors.find((author) => author !== subject);
  return other === undefined ? { silent: true } : { name: other };
}

function silentReporter(chat: Chat, subject: string | undefined): Reporter {
  if (chat.kind === 'one_to_one' && chat.authors.some((author) => author !== subject)) {
    throw new ProblemError(
      'USAGE',
      'Both people wrote in this chat, so the reporter is not silent. Leave out --silent.',
    );
  }
  return { silent: true };
}

function namesOf(chat: Chat): string {
  const shown = chat.authors.slice(0, MAX_NAMES).join(', ');
  const more = chat.authors.length - MAX_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
