import type { Bundle, BundleMessage } from '../../../common/domain/bundle.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { Check } from '../../../common/domain/verification.ts';
import { equalBytes } from '../../crypto/bytes.ts';
import { verifyEd25519 } from '../../crypto/signature.ts';
import type { PlatformKey, PlatformKeys } from '../keys/key-ring.ts';
import { commitToMessage, reportStatement, type ReportedRecord } from './franking.ts';
import type { Fault, MessageFinding } from './outcome.ts';
import { decodeRelayContext, type RelayContext } from './relay-context.ts';

export interface Authenticity {
  /** Whose signature held; null when the bundle carries none. */
  readonly platform: { readonly keyId: string; readonly name: string } | null;
  readonly messages: readonly MessageFinding[];
  readonly fault: Fault | null;
}

/** A fault of one message and the check it belongs to. */
interface MessageFault extends Fault {
  readonly index: number;
  readonly check: Check;
}

type Franking = NonNullable<Bundle['messages'][number]['franking']>;

interface Franked {
  readonly message: BundleMessage;
  readonly franking: Franking;
  /** Null when the bytes are no context. */
  readonly context: RelayContext | null;
}

/**
 * Checks message franking: one conversation without gaps, a trusted platform's signature over the report, every
 * sender's commitment, and that what the platform recorded is what the bundle says of author, number and time.
 *
 * Everything is checked before a fault is named, and a gap or a foreign conversation is named before the signature it
 * breaks, because it says more. A fault of the order of things never hides another: one is enough to refuse.
 */
export function checkAuthenticity(bundle: Bundle, platforms: PlatformKeys | null): Authenticity {
  const { messages, platform } = bundle;
  const odd = messages.findIndex(({ franking }) => (franking !== undefined) !== (platform !== undefined));
  if (odd !== -1) {
    return refused(bundle, { code: 'AUTHENTICITY_PARTIAL', field: `messages[${odd}].franking` });
  }
  if (platform === undefined) return { platform: null, messages: unproven(messages), fault: null };
  const franked = messages.flatMap((message): Franked[] =>
    message.franking === undefined
      ? []
      : [{ message, franking: message.franking, context: decodeRelayContext(decode(message.franking.context)) }],
  );
  const placed = [
    ...foreignConversations(franked, bundle.parties.conversation.id),
    ...gaps(franked),
    ...brokenCommitments(franked),
    ...otherRecords(franked),
  ];
  const key = platforms?.find(platform.keyId) ?? null;
  const keyFault = platforms === null ? null : faultOfKey(key, Date.parse(bundle.header.receivedAt));
  const signed = key !== null && signatureHolds(bundle, platform.signature, franked, key.publicKey);
  const signatureFailed = platforms !== null && keyFault === null && !signed;
  const first = (code: QuarantineCode): MessageFault | undefined => placed.find((fault) => fault.code === code);
  const fault: Fault | null =
    first('CONVERSATION') ??
    first('SEQUENCE') ??
    keyFault ??
    (signatureFailed ? { code: 'SIGNATURE' as const, field: 'platform.signature' } : null) ??
    first('COMMITMENT') ??
    placed[0] ??
    null;
  if (fault !== null) return refused(bundle, fault, placed, signatureFailed);
  if (key === null) return { platform: null, messages: unproven(messages), fault: null };
  return {
    platform: { keyId: platform.keyId, name: key.name },
    // An empty slot has its place proven, but why it is empty is the reporter's word.
    messages: messages.map((message) => finding(message, message.type === 'empty' ? 'not_verifiable' : 'verified')),
    fault: null,
  };
}

function unproven(messages: readonly BundleMessage[]): MessageFinding[] {
  return messages.map((message) => finding(message, 'not_verifiable'));
}

function refused(
  { messages }: Bundle,
  { code, field }: Fault,
  placed: readonly MessageFault[] = [],
  signatureFailed = false,
): Authenticity {
  return {
    platform: null,
    messages: messages.map((message, index) => {
      const own = placed.find((fault) => fault.index === index);
      if (own !== undefined) return finding(message, 'failed', own.check);
      return signatureFailed ? finding(message, 'failed', 'signature') : finding(message, 'not_checked');
    }),
    fault: { code, field },
  };
}

function finding(
  { slot, type }: BundleMessage,
  verdict: MessageFinding['verdict'],
  failed: Check | null = null,
): MessageFinding {
  return { slot, type, verdict, failed };
}

function foreignConversations(franked: readonly Franked[], conversation: string): MessageFault[] {
  return franked.flatMap(({ context }, index): MessageFault[] => {
    const field = `messages[${index}].franking.context`;
    if (context === null) return [{ index, check: 'context', code: 'CONTEXT', field }];
    if (context.conversation.toString('base64') === conversation) return [];
    return [{ index, check: 'context', code: 'CONVERSATION', field }];
  });
}

function gaps(franked: readonly Franked[]): MessageFault[] {
  return franked.flatMap(({ franking }, index): MessageFault[] => {
    const before = franked[index - 1]?.franking.seq;
    if (before === undefined || franking.seq === before + 1) return [];
    return [{ index, check: 'sequence', code: 'SEQUENCE', field: `messages[${index}].franking.seq` }];
  });
}

/** An empty slot has no opening: its body is gone, and with it what could be compared. */
function brokenCommitments(franked: readonly Franked[]): MessageFault[] {
  return franked.flatMap(({ message }, index): MessageFault[] => {
    if (message.type === 'empty' || message.franking === undefined) return [];
    const { opening, commitment } = message.franking;
    if (equalBytes(commitToMessage(decode(opening), message), decode(commitment))) return [];
    return [{ index, check: 'commitments', code: 'COMMITMENT', field: `messages[${index}].franking.commitment` }];
  });
}

/**
 * Where the signed record names another sender, number or time than the bundle shows. Another sender counts as a broken
 * signature: what was signed is about somebody else.
 */
function otherRecords(franked: readonly Franked[]): MessageFault[] {
  return franked.flatMap(({ message, franking, context }, index): MessageFault[] => {
    if (context === null) return [];
    const at = `messages[${index}]`;
    if (context.sender !== message.author) {
      return [{ index, check: 'signature', code: 'SIGNATURE', field: `${at}.author` }];
    }
    const fault = (field: string): MessageFault[] => [{ index, check: 'context', code: 'CONTEXT', field }];
    if (context.seq !== BigInt(franking.seq)) return fault(`${at}.franking.seq`);
    if (context.time !== BigInt(Date.parse(franking.acceptedAt))) return fault(`${at}.franking.acceptedAt`);
    if (message.sentAt !== franking.acceptedAt) return fault(`${at}.sentAt`);
    return [];
  });
}

function faultOfKey(key: PlatformKey | null, receivedAt: number): Fault | null {
  const field = 'platform.keyId';
  if (key === null) return { code: 'PLATFORM_KEY_UNKNOWN', field };
  if (key.state === 'retired' || receivedAt > key.notAfter) return { code: 'PLATFORM_KEY_RETIRED', field };
  if (receivedAt < key.notBefore) return { code: 'PLATFORM_KEY_NOT_YET_VALID', field };
  return null;
}

function signatureHolds(
  { header, parties, complaint }: Bundle,
  signature: string,
  franked: readonly Franked[],
  publicKey: Uint8Array,
): boolean {
  const receivedAt = Date.parse(header.receivedAt);
  if (receivedAt < 0) return false;
  const records = franked.map(({ franking }): ReportedRecord => {
    return { commitment: decode(franking.commitment), context: decode(franking.context), tag: decode(franking.tag) };
  });
  const statement = reportStatement({
    bundleId: header.bundleId,
    reporter: parties.reporter,
    category: complaint.category,
    receivedAt,
    records,
  });
  return verifyEd25519(publicKey, statement, decode(signature));
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
