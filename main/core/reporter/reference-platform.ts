import { equalBytes, label, u32 } from '../../crypto/bytes.ts';
import { hkdfSha256, sha256 } from '../../crypto/mac.ts';
import { ed25519PublicKey, signEd25519 } from '../../crypto/signature.ts';
import { reportStatement, tagOf, type ReportedRecord, type ReportStatement } from '../intake/franking.ts';
import { decodeRelayContext, encodeRelayContext } from '../intake/relay-context.ts';

/** Milliseconds for which the platform keeps one tag key. */
const EPOCH_MS = 30 * 24 * 60 * 60 * 1000;
const NO_SALT = new Uint8Array();

/** A message on its way through the platform, which sees its commitment and never its text. */
export interface RelayRequest {
  /** 16 bytes. */
  readonly conversation: Buffer;
  /** Place of the message in its conversation, as the platform counts. */
  readonly seq: number;
  /** Pseudonym. */
  readonly sender: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly commitment: Uint8Array;
}

/** What the platform adds to a message and keeps no copy of. */
export interface RelayRecord {
  readonly context: Buffer;
  readonly tag: Buffer;
}

/** What a workspace needs to know to check this platform's signatures. */
export interface PlatformIdentity {
  readonly keyId: string;
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
}

/**
 * The reference platform: what a messenger's server does for message franking, no more. All its keys follow from one
 * secret seed; the tag keys never leave it, because whoever can check a tag can forge one.
 */
export class ReferencePlatform {
  readonly identity: PlatformIdentity;
  readonly #seed: Uint8Array;
  readonly #signingSeed: Buffer;

  /** @param seed 32 secret bytes */
  constructor(seed: Uint8Array, name: string) {
    this.#seed = seed;
    this.#signingSeed = hkdfSha256(seed, NO_SALT, label('quintet/platform/report key'), 32);
    const publicKey = ed25519PublicKey(this.#signingSeed);
    this.identity = { keyId: `platform-${sha256(publicKey).toString('hex', 0, 6)}`, name, publicKey };
  }

  /** Relays a message: records conversation, number, sender and time, and tags them together with the commitment. */
  relay({ conversation, seq, sender, at, commitment }: RelayRequest): RelayRecord {
    const epoch = Math.floor(at / EPOCH_MS);
    const context = encodeRelayContext({ conversation, seq: BigInt(seq), sender, time: BigInt(at), epoch });
    return { context, tag: tagOf(this.#epochKey(epoch), commitment, context) };
  }

  /**
   * Takes a report in: checks that every tag is its own and signs. What a reporter claims about order and authors is
   * not its business; the records say that.
   * @returns the signature, or null when a record was not made by this platform
   */
  signReport(report: ReportStatement): Buffer | null {
    if (!report.records.every((record) => this.#isOwn(record))) return null;
    return signEd25519(this.#signingSeed, reportStatement(report));
  }

  #isOwn({ commitment, context, tag }: ReportedRecord): boolean {
    const decoded = decodeRelayContext(Buffer.from(context));
    return decoded !== null && equalBytes(tagOf(this.#epochKey(decoded.epoch), commitment, context), tag);
  }

  #epochKey(epoch: number): Buffer {
    return hkdfSha256(this.#seed, NO_SALT, Buffer.concat([label('quintet/platform/tag key'), u32(epoch)]), 32);
  }
}

/** Name under which a workspace trusts its own reference platform. */
const OWN_NAME = 'Reference platform of this workspace';

/** The reference platform of a workspace, behind which `quintet report` works. */
export function referencePlatform(seed: Uint8Array): ReferencePlatform {
  return new ReferencePlatform(seed, OWN_NAME);
}

/** What has to be trusted for reports of {@link referencePlatform} with this seed. */
export function referencePlatformKey(seed: Uint8Array): PlatformIdentity {
  return referencePlatform(seed).identity;
}
