import { createHmac, randomBytes } from 'node:crypto';
import { MAX_COMPLAINT_LENGTH, MAX_MESSAGES, REPORTED_SLOT, type Bundle } from '../../../common/domain/bundle.ts';
import { QUARANTINE_CODES } from '../../../common/domain/quarantine.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import { assembleBundle, encodeBundle } from '../intake/assemble-bundle.ts';
import { uuidV7 } from '../intake/uuid.ts';
import { verifyBundle } from '../intake/verify-bundle.ts';
import type { PlatformKey } from '../keys/key-ring.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { controlsReplaced } from './clean-text.ts';
import { frankReport } from './reference-client.ts';
import type { ReferencePlatform } from './reference-platform.ts';
import type { Reporter } from './selection.ts';

/** Version of the sentence shown before sharing. */
export const NOTICE_VERSION = '2025-1';

const OPENING_BYTES = 32;
const DAY = 24 * 60 * 60 * 1000;

/** The reported message and the up to four before it, as indexes into the chat. */
export function sharedMessages(index: number): { readonly first: number; readonly count: number } {
  const first = Math.max(0, index - (MAX_MESSAGES - 1));
  return { first, count: index - first + 1 };
}

/** What a person reads before they agree to share. */
export function consentNotice(count: number): string {
  if (count === 1) return '1 message will be shared with the moderators: the reported one. Nothing before it exists.';
  return `${count} messages will be shared with the moderators: the reported one and the ${count - 1} before it. Names are replaced by pseudonyms.`;
}

export interface ReportRequest {
  readonly chat: Chat;
  /** Index of the reported message. */
  readonly index: number;
  readonly reporter: Reporter;
  readonly category: PolicyCode;
  readonly comment: string;
  /** 32 bytes: the reporter key of a workspace, or fresh ones for a report that must not be linked to any other. */
  readonly key: Uint8Array;
  /** Stands where the messenger would be and vouches for what the file says; null sends without proof. */
  readonly platform: ReferencePlatform | null;
  /** Unix milliseconds: when consent was given and the report received. */
  readonly now: number;
}

/**
 * Builds the bundle of one report. Names never enter it: people and the conversation become HMAC-SHA-256 pseudonyms
 * under the key. The bundle id is derived the same way (its time is the day of the reported message), so that the same
 * report sent twice is recognised as a duplicate.
 * @throws ProblemError DATA_INVALID when the chat holds something a bundle cannot carry
 */
export function buildReport(request: ReportRequest): { bundle: Bundle; raw: Uint8Array } {
  const { chat, index, reporter, category, now, platform } = request;
  const reported = chat.messages[index];
  if (reported === undefined) throw new ProblemError('SELECTION');
  const comment = controlsReplaced(request.comment).trim();
  if (comment.length > MAX_COMPLAINT_LENGTH) {
    throw new ProblemError('USAGE', `The comment is longer than ${MAX_COMPLAINT_LENGTH} characters.`);
  }
  const keyed = (purpose: string, ...parts: readonly string[]): Buffer =>
    createHmac('sha256', request.key)
      .update(JSON.stringify([purpose, ...parts]))
      .digest();
  const beginning = JSON.stringify(chat.messages[0]);
  const pseudonym = (name: string): string => keyed('person', beginning, name).toString('hex', 0, 16);
  const reporterId = 'name' in reporter ? pseudonym(reporter.name) : keyed('silent', beginning).toString('hex', 0, 16);
  const { first, count } = sharedMessages(index);
  const at = new Date(now).toISOString();
  const day = Math.floor(Date.parse(reported.sentAt) / DAY) * DAY;
  const writersRole = (author: string): 'subject' | 'reporter' | 'other' => {
    if (author === reported.author) return 'subject';
    return 'name' in reporter && author === reporter.name ? 'reporter' : 'other';
  };
  const silentInGroup = 'silent' in reporter ? chat.authors.length + 1 : chat.authors.length;
  const report = {
    bundleId: uuidV7(Math.max(0, day), keyed('bundle', beginning, String(index), reporterId, category)),
    receivedAt: at,
    parties: {
      reporter: reporterId,
      subject: pseudonym(reported.author),
      conversation: {
        id: keyed('conversation', beginning).toString('base64', 0, 16),
        kind: chat.kind,
        participants: chat.kind === 'one_to_one' ? 2 : Math.max(chat.participants, silentInGroup),
      },
    },
    complaint: {
      category,
      text: comment,
      language: chat.language,
      consent: { noticeVersion: NOTICE_VERSION, announced: count, at },
    },
    messages: chat.messages.slice(first, index + 1).map((message, offset) => ({
      slot: REPORTED_SLOT + 1 - count + offset,
      author: pseudonym(message.author),
      role: writersRole(message.author),
      sentAt: message.sentAt,
      ...contentOf(message),
    })),
    metadata: {},
  };
  // A message keeps the number it has in the file, as the platform would have counted it.
  const options = { firstSeq: first + 1, opening: () => randomBytes(OPENING_BYTES) };
  const bundle = assembleBundle(platform === null ? report : { ...report, ...frankReport(report, platform, options) });
  const raw = encodeBundle(bundle);
  const verified = verifyBundle(raw, { find: (keyId) => trustedKey(platform, keyId) });
  if (verified.ok) return { bundle: verified.bundle, raw };
  const field = verified.field === null ? '' : ` (${verified.field})`;
  throw new ProblemError('DATA_INVALID', `This report cannot be built: ${QUARANTINE_CODES[verified.code]}${field}`);
}

/** The reporter's own check of what it is about to send: the platform it has just used counts as known. */
function trustedKey(platform: ReferencePlatform | null, keyId: string): PlatformKey | null {
  if (platform?.identity.keyId !== keyId) return null;
  const { name, publicKey } = platform.identity;
  return { name, publicKey, notBefore: 0, notAfter: Number.MAX_SAFE_INTEGER, state: 'trusted' };
}

function contentOf({ content }: ChatMessage): ChatMessage['content'] {
  return content;
}
