import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../common/canonical-json.ts';
import { paddedSize, type Bundle } from '../../../common/domain/bundle.ts';
import {
  DATA_KEY_BYTES,
  MAX_RECIPIENTS,
  NONCE_BYTES,
  SEALED_SCHEMA,
  sealedBundleSchema,
  type Recipients,
} from '../../../common/domain/sealed-bundle.ts';
import { sealAead } from '../../crypto/aead.ts';
import { label, wipe } from '../../crypto/bytes.ts';
import type { SealedParts } from '../../crypto/commitment.ts';
import { sealHpke } from '../../crypto/hpke.ts';
import { sha256 } from '../../crypto/mac.ts';
import type { TeamKeyPublic } from '../keys/key-ring.ts';
import type { Fault } from './outcome.ts';
import { checkSchema } from './schema-fault.ts';
import { headerOf, payloadOf } from './verify-bundle.ts';

/** HPKE `info` of a wrapped data key: which key it is for. */
export function sealInfo(keyId: string): Buffer {
  return Buffer.concat([label('quintet/seal/v1'), Buffer.from(keyId, 'utf8')]);
}

/** What the payload is bound to: the exact header, and every wrapped key, so that no other recipient's can be swapped. */
export function payloadAad(header: string, recipients: string): Buffer {
  return Buffer.concat([Buffer.from(header, 'utf8'), sha256(Buffer.from(recipients, 'utf8'))]);
}

/**
 * Seals a bundle to one or more team keys: a fresh data key encrypts the padded payload and is wrapped once for each
 * recipient with HPKE (RFC 9180). The header names the first of them.
 * @throws RangeError without recipients, with too many, or when a public key is none
 */
export async function sealBundle(bundle: Bundle, recipients: readonly TeamKeyPublic[]): Promise<SealedParts> {
  const [first] = recipients;
  if (first === undefined || recipients.length > MAX_RECIPIENTS) {
    throw new RangeError(`a bundle is sealed to 1 to ${MAX_RECIPIENTS} keys`);
  }
  const payload = payloadOf(bundle);
  const size = paddedSize(payload.length);
  const header = headerOf({ ...bundle, header: { ...bundle.header, keyId: first.keyId, size } });
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const wrappedKeys = await wrapFor(recipients, dataKey, Buffer.from(header, 'utf8'));
    const nonce = randomBytes(NONCE_BYTES);
    const padded = Buffer.alloc(size);
    padded.set(payload);
    const ciphertext = sealAead(dataKey, nonce, padded, payloadAad(header, wrappedKeys));
    return { header, recipients: wrappedKeys, sealed: Buffer.concat([nonce, ciphertext]) };
  } finally {
    wipe(dataKey);
  }
}

async function wrapFor(recipients: readonly TeamKeyPublic[], dataKey: Uint8Array, aad: Uint8Array): Promise<string> {
  const wrapped: Recipients = [];
  for (const { keyId, publicKey } of recipients) {
    const { enc, ciphertext } = await sealHpke(publicKey, dataKey, { info: sealInfo(keyId), aad });
    wrapped.push({ keyId, enc: base64(enc), wrapped: base64(ciphertext) });
  }
  return canonicalJson(wrapped);
}

/** A sealed bundle as it travels: canonical JSON in UTF-8, one line without its line feed. */
export function encodeSealed({ header, recipients, sealed }: SealedParts): Buffer {
  // Header and recipients are canonical JSON already; parsed and written again they stay the same bytes.
  const bundle = {
    schema: SEALED_SCHEMA,
    header: JSON.parse(header) as Record<string, string | number>,
    recipients: JSON.parse(recipients) as Recipients,
    nonce: base64(sealed.subarray(0, NONCE_BYTES)),
    ciphertext: base64(sealed.subarray(NONCE_BYTES)),
  };
  return Buffer.from(canonicalJson(bundle));
}

/** Takes a travelling sealed bundle apart. Only the one canonical form is read. */
export function decodeSealed(value: unknown, text: string): { parts: SealedParts } | { fault: Fault } {
  const checked = checkSchema(sealedBundleSchema, value);
  if ('fault' in checked) return checked;
  const { header, recipients, nonce, ciphertext } = checked.data;
  if (canonicalJson(checked.data) !== text) return { fault: { code: 'SCHEMA_CANONICAL', field: null } };
  const sealed = Buffer.concat([Buffer.from(nonce, 'base64'), Buffer.from(ciphertext, 'base64')]);
  return { parts: { header: canonicalJson(header), recipients: canonicalJson(recipients), sealed } };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
