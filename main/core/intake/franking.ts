import type { BundleMessage } from '../../../common/domain/bundle.ts';
import { label, lp, u32, u64 } from '../../crypto/bytes.ts';
import { hmacSha256 } from '../../crypto/mac.ts';

/**
 * The bytes of message franking (`docs/bundle-format.md`; Grubbs, Lu and Ristenpart, "Message Franking via Committing
 * Authenticated Encryption", 2017), shared by those who make them and those who check them.
 */
const COMMIT = label('quintet/commit/v1');
const TAG = label('quintet/frank/v1');
const REPORT = label('quintet/report/v1');

/** What a message's commitment binds, as far as the bundle carries it. */
type Body =
  | Pick<Extract<BundleMessage, { type: 'text' }>, 'type' | 'text' | 'mediaOmitted'>
  | Pick<Extract<BundleMessage, { type: 'attachment' }>, 'type' | 'sha256' | 'ciphertextSha256'>
  | { readonly type: 'empty' };

/**
 * The sender's commitment: HMAC-SHA-256(opening, label ‖ lp(type) ‖ lp(body)). The body of an attachment is the hash of
 * its whole plaintext and that of its ciphertext. A text that came with a file not shared has a type of its own, so
 * that the remark "a file was left out" cannot be added or taken away.
 * @param opening 32 bytes
 */
export function commitToMessage(opening: Uint8Array, message: Body): Buffer {
  const type = message.type === 'text' && message.mediaOmitted === true ? 'text+media' : message.type;
  return hmacSha256(opening, COMMIT, lp(type), lp(bodyOf(message)));
}

function bodyOf(message: Body): Buffer {
  switch (message.type) {
    case 'text':
      return Buffer.from(message.text, 'utf8');
    case 'attachment':
      return Buffer.concat([decode(message.sha256), decode(message.ciphertextSha256 ?? '')]);
    case 'empty':
      return Buffer.alloc(0);
  }
}

/** The platform's tag: HMAC-SHA-256 under its key of the epoch. Only the platform can make or check it. */
export function tagOf(epochKey: Uint8Array, commitment: Uint8Array, context: Uint8Array): Buffer {
  return hmacSha256(epochKey, TAG, lp(commitment), lp(context));
}

/** What a platform signs about one message of a report. */
export interface ReportedRecord {
  readonly commitment: Uint8Array;
  readonly context: Uint8Array;
  readonly tag: Uint8Array;
}

export interface ReportStatement {
  readonly bundleId: string;
  /** Pseudonym. */
  readonly reporter: string;
  readonly category: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly records: readonly ReportedRecord[];
}

/** The bytes that the platform signs when it takes a report in. */
export function reportStatement({ bundleId, reporter, category, receivedAt, records }: ReportStatement): Buffer {
  return Buffer.concat([
    REPORT,
    lp(bundleId),
    lp(reporter),
    lp(category),
    u64(receivedAt),
    u32(records.length),
    ...records.flatMap(({ commitment, context, tag }) => [lp(commitment), lp(context), lp(tag)]),
  ]);
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
