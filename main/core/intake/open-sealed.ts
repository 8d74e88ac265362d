import type { z } from 'zod';
import { canonicalJson, type JsonValue } from '../../../common/canonical-json.ts';
import { MAX_BUNDLE_BYTES } from '../../../common/domain/bundle.ts';
import {
  NONCE_BYTES,
  recipientsSchema,
  sealedHeaderSchema,
  TAG_BYTES,
  type Recipients,
  type SealedHeader,
} from '../../../common/domain/sealed-bundle.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { ProblemError } from '../../../common/errors.ts';
import { openAead } from '../../crypto/aead.ts';
import { wipe } from '../../crypto/bytes.ts';
import type { SealedParts } from '../../crypto/commitment.ts';
import { openHpke } from '../../crypto/hpke.ts';
import type { IntakeTrust, UnsealingKeys } from '../keys/key-ring.ts';
import { refusalsOf, type Fault, type IntakeResult } from './outcome.ts';
import { checkSchema } from './schema-fault.ts';
import { payloadAad, sealInfo } from './sealed-bundle.ts';
import { isObject, parseStrictly } from './strict-json.ts';
import { verifyValue } from './verify-bundle.ts';

/**
 * Opens a sealed bundle and verifies all of it: on its way in, before scoring and before showing. Any parts are
 * answered with a verified bundle or a code.
 * @param at Unix milliseconds at which the bundle came in; a key has to be valid then, or to have been when the report
 *   was received
 * @param bytes size to name in a refusal: that of the line as received, where there was one
 * @throws ProblemError KEY_MISSING when the private half of a valid key is not in this process: the bundle is not at
 *   fault and must not be refused
 */
export async function openSealed(
  parts: SealedParts,
  trust: Pick<IntakeTrust, 'unsealing' | 'platforms'>,
  at: number,
  bytes: number = sizeOf(parts),
): Promise<IntakeResult> {
  const refuse = refusalsOf(bytes);
  if (parts.sealed.length > MAX_BUNDLE_BYTES + NONCE_BYTES + TAG_BYTES) return refuse('SIZE');
  const header = readPart(sealedHeaderSchema, parts.header, 'header');
  if ('fault' in header) return refuse(header.fault.code, header.fault.field);
  const { bundleId } = header.data;
  const recipients = readPart(recipientsSchema, parts.recipients, 'recipients');
  if ('fault' in recipients) return refuse(recipients.fault.code, recipients.fault.field, bundleId);
  const mismatch = disagreement(header.data, recipients.data, parts.sealed.length);
  if (mismatch !== null) return refuse(mismatch.code, mismatch.field, bundleId);
  const received = Math.min(Date.parse(header.data.receivedAt), at);
  const usable = usableKey(recipients.data, trust.unsealing, received, at);
  if ('code' in usable) return refuse(usable.code, 'header.keyId', bundleId);
  const payload = await openPayload(parts, usable.recipient, usable.privateKey);
  if (payload === null) return refuse('SEAL', null, bundleId);
  const parsed = parseStrictly(payload);
  if ('code' in parsed) return refuse(parsed.code, null, bundleId);
  const { value, text } = parsed;
  if (!isObject(value)) return refuse('SCHEMA_JSON', null, bundleId);
  if ('schema' in value || 'header' in value) return refuse('SCHEMA_UNKNOWN_FIELD', null, bundleId);
  const { schema, ...clear } = header.data;
  const keyId = header.data.keyId;
  const result = verifyValue({ schema, header: clear, ...value }, { platforms: trust.platforms, keyId, refuse });
  if (result.ok && canonicalJson(value as JsonValue) !== text) return refuse('SCHEMA_CANONICAL', null, bundleId);
  return result;
}

function sizeOf({ header, recipients, sealed }: SealedParts): number {
  return Buffer.byteLength(header) + Buffer.byteLength(recipients) + sealed.length;
}

function readPart<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  name: 'header' | 'recipients',
): { data: z.output<Schema> } | { fault: Fault } {
  if (!text.isWellFormed()) return { fault: { code: 'LONE_SURROGATE', field: name } };
  const parsed = parseStrictly(Buffer.from(text));
  if ('code' in parsed) return { fault: { code: parsed.code, field: name } };
  const checked = checkSchema(schema, parsed.value);
  if ('fault' in checked) {
    const { code, field } = checked.fault;
    return { fault: { code, field: field === null ? name : `${name}${field.startsWith('[') ? '' : '.'}${field}` } };
  }
  if (canonicalJson(parsed.value as JsonValue) === text) return checked;
  return { fault: { code: 'SCHEMA_CANONICAL', field: name } };
}

/** What the parts say about each other before anything is opened. */
function disagreement(header: SealedHeader, recipients: Recipients, sealedBytes: number): Fault | null {
  if (new Set(recipients.map(({ keyId }) => keyId)).size !== recipients.length) {
    return { code: 'SCHEMA_FIELD', field: 'recipients' };
  }
  if (recipients[0]?.keyId !== header.keyId) return { code: 'HEADER_MISMATCH', field: 'header.keyId' };
  if (sealedBytes !== NONCE_BYTES + header.size + TAG_BYTES) return { code: 'HEADER_MISMATCH', field: 'header.size' };
  return null;
}

interface Usable {
  readonly recipient: Recipients[number];
  readonly privateKey: Uint8Array;
}

/** The first recipient whose key this workspace may use; otherwise why the first one it knows may not be used. */
function usableKey(
  recipients: Recipients,
  keys: UnsealingKeys,
  received: number,
  at: number,
): Usable | { code: QuarantineCode } {
  let code: QuarantineCode | null = null;
  for (const recipient of recipients) {
    const key = keys.find(recipient.keyId);
    if (key === null) continue;
    if (key.state === 'destroyed') code ??= 'KEY_DESTROYED';
    else if (at < key.notBefore) code ??= 'KEY_NOT_YET_VALID';
    else if (received > key.notAfter) code ??= 'KEY_RETIRED';
    else if (key.privateKey === null) {
      throw new ProblemError(
        'KEY_MISSING',
        `The private half of the team key ${recipient.keyId} is not available here, so sealed reports cannot be opened.`,
      );
    } else return { recipient, privateKey: key.privateKey };
  }
  return { code: code ?? 'KEY_UNKNOWN' };
}

/** The payload without its padding; null when the seal does not hold. */
async function openPayload(
  { header, recipients, sealed }: SealedParts,
  { keyId, enc, wrapped }: Recipients[number],
  privateKey: Uint8Array,
): Promise<Uint8Array | null> {
  const message = { enc: Buffer.from(enc, 'base64'), ciphertext: Buffer.from(wrapped, 'base64') };
  const context = { info: sealInfo(keyId), aad: Buffer.from(header, 'utf8') };
  const dataKey = await openHpke(privateKey, message, context);
  if (dataKey === null) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const padded = openAead(dataKey, nonce, sealed.subarray(NONCE_BYTES), payloadAad(header, recipients));
  wipe(dataKey);
  return padded === null ? null : withoutPadding(padded);
}

/** Padding is zero bytes after the JSON, which holds none itself. */
function withoutPadding(padded: Uint8Array): Uint8Array {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === 0) end -= 1;
  return padded.subarray(0, end);
}
