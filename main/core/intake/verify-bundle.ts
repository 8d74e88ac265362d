import { canonicalJson } from '../../../common/canonical-json.ts';
import {
  BUNDLE_SCHEMA,
  bundleSchema,
  isBundleId,
  MAX_BUNDLE_BYTES,
  type Bundle,
} from '../../../common/domain/bundle.ts';
import { UNCHECKED, type Check, type Verification } from '../../../common/domain/verification.ts';
import type { PlatformKeys } from '../keys/key-ring.ts';
import { checkAuthenticity, type Authenticity } from './authenticity.ts';
import { consentScope, findInconsistency } from './consistency.ts';
import { refusalsOf, type IntakeResult, type MessageFinding, type Refuse } from './outcome.ts';
import { checkSchema } from './schema-fault.ts';
import { isObject, parseStrictly } from './strict-json.ts';

/**
 * Checks one clear bundle: UTF-8, JSON without duplicate names, the strict schema of format version 1, consent, message
 * franking when it carries any, and the rules between fields. Any bytes are answered; nothing is thrown. The rules of
 * the workspace (age, bundles without franking) are not part of it: `workspace-rules.ts`.
 * @param platforms null where no workspace is involved: then signatures are not checked and nothing counts as verified
 */
export function verifyBundle(raw: Uint8Array, platforms: PlatformKeys | null): IntakeResult {
  const refuse = refusalsOf(raw.length);
  if (raw.length > MAX_BUNDLE_BYTES) return refuse('SIZE');
  const parsed = parseStrictly(raw);
  if ('code' in parsed) return refuse(parsed.code);
  return verifyValue(parsed.value, { platforms, keyId: null, refuse });
}

/** What a parsed bundle is verified with. */
export interface VerifyContext {
  /** Null: nothing is known of platforms, so no signature is checked and nothing counts as verified. */
  readonly platforms: PlatformKeys | null;
  /** First key the bundle was sealed to; null when it came in the clear. */
  readonly keyId: string | null;
  readonly refuse: Refuse;
}

/** As {@link verifyBundle}, for a value already parsed strictly. */
export function verifyValue(value: unknown, { platforms, keyId, refuse }: VerifyContext): IntakeResult {
  if (!isObject(value)) return refuse('SCHEMA_JSON');
  const bundleId = claimedId(value);
  if (value['schema'] !== BUNDLE_SCHEMA) {
    return refuse(value['schema'] === undefined ? 'SCHEMA_MISSING_FIELD' : 'SCHEMA_VERSION', 'schema', bundleId);
  }
  const checked = checkSchema(bundleSchema, value);
  if ('fault' in checked) return refuse(checked.fault.code, checked.fault.field, bundleId);
  const bundle = checked.data;
  const beyondConsent = consentScope(bundle);
  if (beyondConsent !== null) return refuse(beyondConsent.code, beyondConsent.field, bundleId, unchecked(bundle));
  const authenticity = checkAuthenticity(bundle, platforms);
  const frame = { payloadBytes: payloadOf(bundle).length, keyId };
  const broken = authenticity.fault ?? findInconsistency(bundle, frame);
  if (broken !== null) {
    const messages =
      broken.code === 'ATTACHMENT' ? attachmentFailed(authenticity, broken.field) : authenticity.messages;
    return refuse(broken.code, broken.field, bundleId, messages);
  }
  return {
    ok: true,
    bundle,
    verification: verificationOf(bundle, authenticity),
    messages: authenticity.messages,
  };
}

/** The payload of a bundle, everything but schema and header, as canonical JSON in UTF-8. */
export function payloadOf({ parties, complaint, messages, metadata, platform }: Bundle): Buffer {
  return Buffer.from(canonicalJson({ parties, complaint, messages, metadata, platform }));
}

/** The clear header with its format version, canonical JSON: all that a queue operator sees. */
export function headerOf({ schema, header }: Bundle): string {
  return canonicalJson({ schema, ...header });
}

/** The id a parsed bundle claims, when it is a well-formed one. */
export function claimedId(value: Record<string, unknown>): string | null {
  const header = value['header'];
  const id = isObject(header) ? header['bundleId'] : null;
  return isBundleId(id) ? id : null;
}

function unchecked({ messages }: Bundle): MessageFinding[] {
  return messages.map(({ slot, type }) => ({ slot, type, verdict: 'not_checked', failed: null }));
}

function attachmentFailed({ messages }: Authenticity, field: string | null): readonly MessageFinding[] {
  return messages.map((message, index) =>
    field?.startsWith(`messages[${index}].`) === true
      ? { ...message, verdict: 'failed', failed: 'attachments' as const }
      : message,
  );
}

/** Says what was looked at and held, and what nobody can look at here. */
function verificationOf({ messages }: Bundle, { platform, messages: findings }: Authenticity): Verification {
  const proven = platform !== null;
  const attachments = messages.filter((message) => message.type === 'attachment');
  const held = (check: Check, there = true): Verification['checks'][number] => ({
    check,
    result: there ? 'held' : 'absent',
  });
  const bytesMissing = attachments.some(({ data }) => data === undefined);
  return {
    verdict: proven && findings.at(-1)?.verdict === 'verified' ? 'verified' : 'not_verifiable',
    order: proven ? 'contiguous' : 'claimed',
    platform,
    checks: [
      held('schema'),
      held('consent'),
      held('signature', proven),
      held('commitments', proven),
      held('context', proven),
      held('sequence', proven),
      held(
        'attachments',
        attachments.some(({ data }) => data !== undefined),
      ),
      held('age'),
      held('replay'),
    ],
    unchecked: UNCHECKED.filter((what) => {
      if (what === 'attachment_bytes') return bytesMissing;
      return what === 'sender_identity' || proven;
    }),
  };
}
