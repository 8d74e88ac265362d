import { z } from 'zod';
import { BUNDLE_SCHEMA, headerFields, keyIdText, MAX_BUNDLE_BYTES } from './bundle.ts';
import { bytes } from './field-rules.ts';

/**
 * Sealed bundle, format version 1 (`docs/bundle-format.md`): the clear header, one wrapped data key for each recipient,
 * and the payload under that data key. One line of canonical JSON, and no other bytes.
 */
export const SEALED_SCHEMA = 'quintet-sealed/1';

/** Most team keys one bundle is sealed to. */
export const MAX_RECIPIENTS = 16;

export const DATA_KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Largest sealed line as received: the largest payload in base64, and room for header and recipients. */
export const MAX_SEALED_BYTES = Math.ceil((MAX_BUNDLE_BYTES + TAG_BYTES) / 3) * 4 + 16 * 1024;

export const sealedHeaderSchema = z.strictObject({
  schema: z.literal(BUNDLE_SCHEMA),
  ...headerFields,
  keyId: keyIdText,
});
export type SealedHeader = z.output<typeof sealedHeaderSchema>;

export const recipientsSchema = z
  .array(
    z.strictObject({
      keyId: keyIdText,
      /** HPKE encapsulated key (X25519). */
      enc: bytes(32, 32),
      /** The data key under HPKE. */
      wrapped: bytes(DATA_KEY_BYTES + TAG_BYTES, DATA_KEY_BYTES + TAG_BYTES),
    }),
  )
  .min(1)
  .max(MAX_RECIPIENTS);
export type Recipients = z.output<typeof recipientsSchema>;

export const sealedBundleSchema = z.strictObject({
  schema: z.literal(SEALED_SCHEMA),
  header: sealedHeaderSchema,
  recipients: recipientsSchema,
  nonce: bytes(NONCE_BYTES, NONCE_BYTES),
  ciphertext: bytes(TAG_BYTES, MAX_BUNDLE_BYTES + TAG_BYTES),
});
export type SealedBundle = z.output<typeof sealedBundleSchema>;
