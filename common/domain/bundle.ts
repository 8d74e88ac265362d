import { z } from 'zod';
import type { EmptyReason } from './case-view.ts';
import { bytes, must } from './field-rules.ts';
import { POLICY_CODES } from './taxonomy.ts';

/**
 * Report bundle, format version 1 (`docs/bundle-format.md`). One report: who, what about, with which consent, and the
 * one to five messages the reporter agreed to share. Every object is strict and every string and number is bounded.
 */
export const BUNDLE_SCHEMA = 'quintet-bundle/1';

/** The reported message is always slot 5; context fills the slots below it, nearest first. */
export const REPORTED_SLOT = 5;
export const MAX_MESSAGES = 5;

/** Largest bundle as received, in bytes of UTF-8. */
export const MAX_BUNDLE_BYTES = 8 * 1024 * 1024;
/** Longest message text, in UTF-16 code units; the limit WhatsApp has. */
export const MAX_TEXT_LENGTH = 65_536;
export const MAX_COMPLAINT_LENGTH = 2_000;
/** Largest attachment carried inside a bundle, in bytes. */
export const MAX_ATTACHMENT_BYTES = 1024 * 1024;
const MAX_SIZE = 2 ** 40;

const EMPTY_REASONS = ['deleted', 'expired', 'media_omitted'] as const satisfies readonly EmptyReason[];

function isLanguageTag(value: string): boolean {
  const [language, ...subtags] = value.split('-');
  return /^[a-z]{2,3}$/u.test(language ?? '') && subtags.every((subtag) => /^[A-Za-z0-9]{2,8}$/u.test(subtag));
}

function text(most: number): z.ZodString {
  return must(z.string(), 'TEXT_LENGTH', (value) => value.length <= most);
}

const timeFormat = z.iso.datetime({ precision: 3 });
const time = must(z.string(), 'TIME_FORMAT', (value) => timeFormat.safeParse(value).success);

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
export const isBundleId = (value: unknown): value is string => typeof value === 'string' && UUID_V7.test(value);
const bundleId = must(z.string(), 'BUNDLE_ID', isBundleId);

/** 16 bytes as 32 lower-case hexadecimal digits; says nothing about the person. */
const pseudonym = z.string().regex(/^[0-9a-f]{32}$/u);
/** Name of a key, chosen by whoever made it. */
export const keyIdText = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/u);
const policy = z.enum(POLICY_CODES);
const wholeNumber = (least: number, most: number): z.ZodNumber => z.number().int().min(least).max(most);

/** The clear header: all that a queue operator sees. */
export const headerFields = {
  bundleId,
  policy,
  /** 0–9, 9 first. A wish of the sender; Quintet computes its own. */
  priority: wholeNumber(0, 9),
  /** First recipient of a sealed payload; null while the payload is clear. */
  keyId: keyIdText.nullable(),
  receivedAt: time,
  /** Bytes the payload is padded to: 4, 16 or 64 KiB, above that a power of two. */
  size: wholeNumber(4096, MAX_BUNDLE_BYTES),
};

const parties = z.strictObject({
  reporter: pseudonym,
  subject: pseudonym,
  conversation: z.strictObject({
    id: bytes(16, 16),
    kind: z.enum(['one_to_one', 'group']),
    participants: wholeNumber(2, 100_000),
  }),
});

const complaint = z.strictObject({
  category: policy,
  text: text(MAX_COMPLAINT_LENGTH),
  /** BCP 47 tag; `und` when the sender does not know. */
  language: z.string().max(35).refine(isLanguageTag),
  consent: z.strictObject({
    noticeVersion: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/u),
    /** How many messages the notice said would be shared. */
    announced: wholeNumber(1, MAX_MESSAGES),
    at: time,
  }),
});

/** What the platform recorded about a message at relay, and the proof of it (guide: franking). */
const relayed = {
  commitment: bytes(32, 32),
  context: bytes(1, 512),
  tag: bytes(32, 32),
  seq: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  acceptedAt: time,
};
const franking = z.strictObject({ opening: bytes(32, 32, 'OPENING_LENGTH'), ...relayed });

const common = {
  slot: wholeNumber(1, MAX_MESSAGES),
  author: pseudonym,
  role: z.enum(['subject', 'reporter', 'other']),
  sentAt: time,
};

const message = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('text'),
    text: text(MAX_TEXT_LENGTH),
    /** The text came with a picture or file that was not shared. */
    mediaOmitted: z.literal(true).optional(),
    franking: franking.optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('attachment'),
    mediaType: z.string().regex(/^[a-z]{1,32}\/[a-z0-9.+-]{1,64}$/u),
    /** Size in bytes and SHA-256 of the whole plaintext. */
    size: wholeNumber(0, MAX_SIZE),
    sha256: bytes(32, 32),
    /** SHA-256 of the ciphertext as relayed. */
    ciphertextSha256: bytes(32, 32).optional(),
    /** The bytes themselves, when they were shared. */
    data: bytes(0, MAX_ATTACHMENT_BYTES).optional(),
    franking: franking.optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('empty'),
    reason: z.enum(EMPTY_REASONS),
    /** The body is gone, so there is nothing to open; the place in the sequence is still proven. */
    franking: z.strictObject(relayed).optional(),
  }),
]);

const metadata = z.strictObject({
  appVersion: z
    .string()
    .regex(/^[0-9A-Za-z.+-]{1,32}$/u)
    .optional(),
  platform: z.enum(['android', 'ios', 'web', 'desktop']).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/u)
    .optional(),
  accountAge: z.enum(['under_week', 'under_month', 'under_year', 'over_year']).optional(),
  pastViolations: wholeNumber(0, 1000).optional(),
});

/** The platform's Ed25519 signature over the report, and the key it was made with. */
const platform = z.strictObject({ keyId: keyIdText, signature: bytes(64, 64) });

export const bundleSchema = z.strictObject({
  schema: z.literal(BUNDLE_SCHEMA),
  header: z.strictObject(headerFields),
  parties,
  complaint,
  messages: z.array(message).min(1).max(MAX_MESSAGES),
  metadata,
  platform: platform.optional(),
});

export type Bundle = z.output<typeof bundleSchema>;
export type BundleHeader = Bundle['header'];
export type BundleMessage = Bundle['messages'][number];
export type BundleMetadata = Bundle['metadata'];
export type ConversationKind = Bundle['parties']['conversation']['kind'];

/** Bytes a payload of this length is padded to: 4, 16 or 64 KiB, above that the next power of two. */
export function paddedSize(payloadBytes: number): number {
  for (const size of [4096, 16_384, 65_536]) if (payloadBytes <= size) return size;
  return 2 ** Math.ceil(Math.log2(payloadBytes));
}
