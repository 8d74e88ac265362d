import { paddedSize, REPORTED_SLOT, type Bundle } from '../../../common/domain/bundle.ts';
import { sha256 } from '../../crypto/mac.ts';
import type { Fault } from './outcome.ts';

/** What is known of how a bundle came. */
export interface Frame {
  /** Bytes of the payload as canonical JSON. */
  readonly payloadBytes: number;
  /** First key it was sealed to; null when it came in the clear. */
  readonly keyId: string | null;
}

type Rule = (bundle: Bundle, frame: Frame) => Fault | null;

/** A phone's clock and the zone of a chat export may be off by this much, in milliseconds. */
const CLOCK_TOLERANCE = 48 * 60 * 60 * 1000;

/** Rules between fields, in the order in which they are reported. */
const RULES: readonly Rule[] = [slots, roles, reportedAuthor, header, times, attachments];

/** The first rule between fields that a well-formed bundle breaks, or null. */
export function findInconsistency(bundle: Bundle, frame: Frame): Fault | null {
  for (const rule of RULES) {
    const found = rule(bundle, frame);
    if (found !== null) return found;
  }
  return null;
}

/** Whether exactly the messages were sent that the notice named. Comes before every other rule. */
export function consentScope({ complaint, messages }: Bundle): Fault | null {
  const { announced } = complaint.consent;
  const field = 'complaint.consent.announced';
  if (messages.length > announced) return { code: 'CONSENT_EXCEEDED', field };
  if (messages.length < announced) return { code: 'CONSENT_MISMATCH', field };
  return null;
}

function slots({ messages }: Bundle): Fault | null {
  const first = REPORTED_SLOT + 1 - messages.length;
  const wrong = messages.findIndex((message, index) => message.slot !== first + index);
  return wrong === -1 ? null : { code: 'SLOTS', field: `messages[${wrong}].slot` };
}

function roles({ parties, messages }: Bundle): Fault | null {
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

function reportedAuthor({ messages }: Bundle): Fault | null {
  if (messages.at(-1)?.role === 'subject') return null;
  return { code: 'REPORTED_AUTHOR', field: `messages[${messages.length - 1}].role` };
}

function header({ header: clear, complaint }: Bundle, { payloadBytes, keyId }: Frame): Fault | null {
  if (clear.policy !== complaint.category) return { code: 'HEADER_MISMATCH', field: 'header.policy' };
  if (clear.size !== paddedSize(payloadBytes)) return { code: 'HEADER_MISMATCH', field: 'header.size' };
  if (clear.keyId !== keyId) return { code: 'HEADER_MISMATCH', field: 'header.keyId' };
  return null;
}

function times({ header: clear, complaint, messages }: Bundle): Fault | null {
  const latest = Date.parse(clear.receivedAt) + CLOCK_TOLERANCE;
  if (Date.parse(complaint.consent.at) > latest) return { code: 'AGE', field: 'complaint.consent.at' };
  const late = messages.findIndex(({ sentAt }) => Date.parse(sentAt) > latest);
  return late === -1 ? null : { code: 'AGE', field: `messages[${late}].sentAt` };
}

function attachments({ messages }: Bundle): Fault | null {
  for (const [index, message] of messages.entries()) {
    if (message.type !== 'attachment' || message.data === undefined) continue;
    const data = Buffer.from(message.data, 'base64');
    if (data.length !== message.size) return { code: 'ATTACHMENT', field: `messages[${index}].size` };
    const hash = sha256(data).toString('base64');
    if (hash !== message.sha256) return { code: 'ATTACHMENT', field: `messages[${index}].sha256` };
  }
  return null;
}
