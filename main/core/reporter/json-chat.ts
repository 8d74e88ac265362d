import { z } from 'zod';
import { MAX_ATTACHMENT_BYTES, MAX_TEXT_LENGTH } from '../../../common/domain/bundle.ts';
import { ProblemError } from '../../../common/errors.ts';
import { controlsReplaced } from './clean-text.ts';
import type { Chat, ChatContent } from './chat.ts';

export const CHAT_SCHEMA = 'quintet-chat/1';

const person = z.string().trim().min(1).max(200);
const common = { at: z.iso.datetime({ offset: true }), author: person };

const message = z.union([
  z.strictObject({ ...common, text: z.string().min(1).max(MAX_TEXT_LENGTH) }),
  z.strictObject({ ...common, empty: z.enum(['deleted', 'expired', 'media_omitted']) }),
  z.strictObject({
    ...common,
    attachment: z.strictObject({
      mediaType: z.string().regex(/^[a-z]{1,32}\/[a-z0-9.+-]{1,64}$/u),
      size: z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 40),
      sha256: z.base64().length(44),
      data: z
        .base64()
        .max(Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4)
        .optional(),
    }),
  }),
]);

const chat = z.strictObject({
  schema: z.literal(CHAT_SCHEMA),
  kind: z.enum(['one_to_one', 'group']),
  participants: z.number().int().min(2).max(100_000).optional(),
  language: z.string().max(35).optional(),
  messages: z.array(message).min(1).max(100_000),
});

/**
 * Reads the project's JSON conversation (`docs/bundle-format.md`).
 * @throws ProblemError NOT_A_CHAT naming the file and the field, never its content
 */
export function parseJsonChat(text: string, name: string): Chat {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError('NOT_A_CHAT', `${name} begins like JSON but is not valid JSON.`);
  }
  const parsed = chat.safeParse(value);
  if (!parsed.success) throw invalid(name, parsed.error.issues[0]?.path ?? []);
  const { kind, language = 'und', participants: stated = 2, messages } = parsed.data;
  const authors = [...new Set(messages.map(({ author }) => author))];
  if (kind === 'one_to_one' && authors.length > 2) {
    throw new ProblemError('NOT_A_CHAT', `${name} says one_to_one but ${authors.length} people write in it.`);
  }
  return {
    kind,
    authors,
    participants: kind === 'one_to_one' ? 2 : Math.max(stated, authors.length),
    language,
    messages: messages.map((entry) => ({
      sentAt: new Date(entry.at).toISOString(),
      author: entry.author,
      content: contentOf(entry),
    })),
    messengerLines: 0,
  };
}

function contentOf(entry: z.output<typeof message>): ChatContent {
  if ('text' in entry) return { type: 'text', text: controlsReplaced(entry.text.replaceAll('\r\n', '\n')) };
  if ('empty' in entry) return { type: 'empty', reason: entry.empty };
  return { type: 'attachment', ...entry.attachment };
}

function invalid(name: string, path: readonly PropertyKey[]): ProblemError {
  const field = path.map(String).join('.');
  const where = field === '' ? '' : ` (field ${field})`;
  return new ProblemError('NOT_A_CHAT', `${name} is not a ${CHAT_SCHEMA} conversation${where}.`);
}
