import { createHash } from 'node:crypto';
import { paddedSize, REPORTED_SLOT, type Bundle, type BundleMessage } from '../../../common/domain/bundle.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { decodeRelayContext } from './relay-context.ts';

export interface Inconsistency {
  readonly code: QuarantineCode;
  readonly field: string;
}

type Rule = (bundle: Bundle, payloadBytes: number) => Inconsistency | null;

/** A phone's clock and the zone of a chat export may be off by this much, in milliseconds. */
const CLOCK_TOLERANCE = 48 * 60 * 60 * 1000;

/** Rules between fields, in the order in which they are reported. */
const RULES: readonly Rule[] = [
  consentScope,
  slots,
  roles,
  reportedAuthor,
  header,
  times,
  attachments,
  authenticityComplete,
  sequence,
  relayContexts,
];

/** The first rule between fields that a well-formed bundle breaks, or null. */
export function findInconsistency(bundle: Bundle, payloadBytes: number): Inconsistency | null {
  for (const rule of RULES) {
    const found = rule(bundle, payloadBytes);
    if (found !== null) return found;
  }
  return null;
}

function consentScope({ complaint, messages }: Bundle): Inconsistency | null {
  const { announced } = complaint.consent;
  const field = 'complaint.consent.announced';
  if (messages.length > announced) return { code: 'CONSENT_EXCEEDED', field };
  if (messages.length < announced) return { code: 'CONSENT_MISMATCH', field };
  return null;
}

function slots({ messages }: Bundle): Inconsistency | null {
  const first = REPORTED_SLOT + 1 - messages.length;
  const wrong = messages.findIndex((message, index) => message.slot !== first + index);
  return wrong === -1 ? null : { code: 'SLOTS', field: `messages[${wrong}].slot` };
}

function roles({ parties, messages }: Bundle): Inconsistency | null {
  if (parties.reporter === parties.subject) return { code: 'PARTIES', field: 'parties.subject' };
  const { kind, participants } = parties.conversation;
  if (kind === 'one_to_one' && participants !== 2)
    return { code: 'PARTIES', field: 'parties.conversation.participants' };
  for (const [index, { author, role }] of messages.entries()) {
    const expected = author === parties.subject ? 'subject' : author === parties.reporter ? 'reporter' : 'other';
    if (role !== expected) return { code: 'PARTIES', field: `messages[${index}].role` };
    if (role === 'other' && kind === 'one_to_one') return { code: 'PARTIES', field: `messages[${index}].author` };
  }
  const people = new Set([parties.reporter, parties.subject, ...messages.map(({ author }) => author)]);
  if (people.size > participants) return { code: 'PARTIES', field: 'parties.conversation.participants' };
  return null;
}

function reportedAuthor({ messages }: Bundle): Inconsistency | null {
  if (messages.at(-1)?.role === 'subject') return null;
  return { code: 'REPORTED_AUTHOR', field: `messages[${messages.length - 1}].role` };
}

function header({ header: clear, complaint }: Bundle, payloadBytes: number): Inconsistency | null {
  if (clear.policy !== complaint.category) return { code: 'HEADER_MISMATCH', field: 'header.policy' };
  if (clear.size !== paddedSize(payloadBytes)) return { code: 'HEADER_MISMATCH', field: 'header.size' };
  if (clear.keyId !== null) return { code: 'KEY_UNKNOWN', field: 'header.keyId' };
  return null;
}

function times({ header: clear, complaint, messages }: Bundle): Inconsistency | null {
  const latest = Date.parse(clear.receivedAt) + CLOCK_TOLERANCE;
  if (Date.parse(complaint.consent.at) > latest) return { code: 'AGE', field: 'complaint.consent.at' };
  const late = messages.findIndex(({ sentAt }) => Date.parse(sentAt) > latest);
  return late === -1 ? null : { code: 'AGE', field: `messages[${late}].sentAt` };
}

function attachments({ messages }: Bundle): Inconsistency | null {
  for (const [index, message] of messages.entries()) {
    if (message.type !== 'attachment' || message.data === undefined) continue;
    const data = Buffer.from(message.data, 'base64');
    if (data.length !== message.size) return { code: 'ATTACHMENT', field: `messages[${index}].size` };
    const hash = createHash('sha256').update(data).digest('base64');
    if (hash !== message.sha256) return { code: 'ATTACHMENT', field: `messages[${index}].sha256` };
  }
  return null;
}

function authenticityComplete({ messages, platform }: Bundle): Inconsistency | null {
  const expected = platform !== undefined;
  const odd = messages.findIndex(({ franking }) => (franking !== undefined) !== expected);
  return odd === -1 ? null : { code: 'AUTHENTICITY_PARTIAL', field: `messages[${odd}].franking` };
}

function sequence({ messages }: Bundle): Inconsistency | null {
  const first = messages[0]?.franking?.seq;
  if (first === undefined) return null;
  const wrong = messages.findIndex(({ franking }, index) => franking?.seq !== first + index);
  return wrong === -1 ? null : { code: 'SEQUENCE', field: `messages[${wrong}].franking.seq` };
}

function relayContexts({ parties, messages }: Bundle): Inconsistency | null {
  for (const [index, message] of messages.entries()) {
    const code = contextFault(message, parties.conversation.id);
    if (code !== null) return { code, field: `messages[${index}].franking.context` };
  }
  return null;
}

function contextFault({ franking, author }: BundleMessage, conversationId: string): QuarantineCode | null {
  if (franking === undefined) return null;
  const context = decodeRelayContext(Buffer.from(franking.context, 'base64'));
  if (context === null) return 'CONTEXT';
  if (context.conversation.toString('base64') !== conversationId) return 'CONVERSATION';
  const agrees =
    context.seq === BigInt(franking.seq) &&
    context.sender === author &&
    context.time === BigInt(Date.parse(franking.acceptedAt));
  return agrees ? null : 'CONTEXT';
}
