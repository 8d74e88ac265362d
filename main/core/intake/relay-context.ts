import { label, lp, u32, u64 } from '../../crypto/bytes.ts';

/**
 * What the platform recorded about a message at relay, as bytes: `"quintet/ctx/v1\0" ‖ lp(conversation16) ‖ u64 seq ‖
 * lp(sender) ‖ u64 time ‖ u32 epoch`, integers big-endian, lp(x) = u32 length ‖ x. Time is Unix milliseconds, the
 * sender is the pseudonym in ASCII.
 */
export interface RelayContext {
  /** 16 bytes. */
  readonly conversation: Buffer;
  readonly seq: bigint;
  readonly sender: string;
  readonly time: bigint;
  readonly epoch: number;
}

const LABEL = label('quintet/ctx/v1');

export function encodeRelayContext({ conversation, seq, sender, time, epoch }: RelayContext): Buffer {
  return Buffer.concat([LABEL, lp(conversation), u64(seq), lp(Buffer.from(sender, 'latin1')), u64(time), u32(epoch)]);
}

/** Reads the bytes back; null when they are not exactly one context. */
export function decodeRelayContext(bytes: Buffer): RelayContext | null {
  const conversationAt = LABEL.length + 4;
  const seqAt = conversationAt + 16;
  const senderAt = seqAt + 12;
  if (bytes.length < senderAt || !bytes.subarray(0, LABEL.length).equals(LABEL)) return null;
  if (bytes.readUInt32BE(LABEL.length) !== 16) return null;
  const senderLength = bytes.readUInt32BE(seqAt + 8);
  const timeAt = senderAt + senderLength;
  if (bytes.length !== timeAt + 12) return null;
  return {
    conversation: bytes.subarray(conversationAt, seqAt),
    seq: bytes.readBigUInt64BE(seqAt),
    sender: bytes.toString('latin1', senderAt, timeAt),
    time: bytes.readBigUInt64BE(timeAt),
    epoch: bytes.readUInt32BE(timeAt + 8),
  };
}
