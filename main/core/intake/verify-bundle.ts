import type { z } from 'zod';
import { canonicalJson } from '../../../common/canonical-json.ts';
import {
  BUNDLE_SCHEMA,
  bundleSchema,
  isBundleId,
  MAX_BUNDLE_BYTES,
  type Bundle,
} from '../../../common/domain/bundle.ts';
import type { BundleVerdict, ContextOrder } from '../../../common/domain/log.ts';
import { isQuarantineCode, type QuarantineCode } from '../../../common/domain/quarantine.ts';
import { findInconsistency } from './consistency.ts';
import { scanJson } from './json-scan.ts';
import { findStringFault } from './string-rules.ts';

/** A bundle that may be queued and shown. */
export interface AcceptedBundle {
  readonly ok: true;
  readonly bundle: Bundle;
  readonly verdict: BundleVerdict;
  readonly order: ContextOrder;
  /** The clear header with its format version, canonical JSON: all that a queue operator sees. */
  readonly header: string;
  /** The payload (everything but the header), canonical JSON in UTF-8; later the same bytes sealed. */
  readonly sealed: Uint8Array;
}

/** A bundle that is refused. Says why and where, never what the bundle holds. */
export interface RefusedBundle {
  readonly ok: false;
  readonly code: QuarantineCode;
  /** Path of the field such as `messages[2].slot`, made of names the format knows; null when no field is to blame. */
  readonly field: string | null;
  /** The id the bundle claims, when it is a well-formed one. */
  readonly bundleId: string | null;
  /** Size as received. */
  readonly bytes: number;
}

export type IntakeResult = AcceptedBundle | RefusedBundle;

/** The format nests five deep; a little more is read so that the field can be named. */
const MAX_DEPTH = 8;

/**
 * Checks one bundle as received: UTF-8, JSON without duplicate names, the strict schema of format version 1, and the
 * rules between fields (consent scope, slots, roles, sequence). Any bytes are answered; nothing is thrown.
 *
 * Format version 1 carries authenticity fields but they are not proven yet, so the verdict is `not_verifiable` and the
 * order of the context is what the sender claims.
 */
export function verifyBundle(raw: Uint8Array): IntakeResult {
  const refuse = (
    code: QuarantineCode,
    field: string | null = null,
    bundleId: string | null = null,
  ): RefusedBundle => ({
    ok: false,
    code,
    field,
    bundleId,
    bytes: raw.length,
  });
  if (raw.length > MAX_BUNDLE_BYTES) return refuse('SIZE');
  const parsed = parseStrictly(raw);
  if ('code' in parsed) return refuse(parsed.code);
  return verifyValue(parsed.value, refuse);
}

/**
 * Puts the stored parts of a bundle together and checks it again, as before scoring and before showing.
 * @param header canonical JSON as {@link AcceptedBundle.header}
 * @param sealed payload as {@link AcceptedBundle.sealed}
 */
export function openBundle(header: string, sealed: Uint8Array): IntakeResult {
  const bytes = Buffer.byteLength(header) + sealed.length;
  const refuse = (
    code: QuarantineCode,
    field: string | null = null,
    bundleId: string | null = null,
  ): RefusedBundle => ({
    ok: false,
    code,
    field,
    bundleId,
    bytes,
  });
  if (bytes > MAX_BUNDLE_BYTES) return refuse('SIZE');
  const clear = parseStrictly(Buffer.from(header));
  if ('code' in clear) return refuse(clear.code, 'header');
  const payload = parseStrictly(sealed);
  if ('code' in payload) return refuse(payload.code);
  if (!isObject(clear.value) || !isObject(payload.value)) return refuse('SCHEMA_JSON');
  if ('schema' in payload.value || 'header' in payload.value) return refuse('SCHEMA_UNKNOWN_FIELD');
  const { schema, ...rest } = clear.value;
  return verifyValue({ schema, header: rest, ...payload.value }, refuse);
}

type Refuse = (code: QuarantineCode, field?: string | null, bundleId?: string | null) => RefusedBundle;

function parseStrictly(raw: Uint8Array): { value: unknown } | { code: QuarantineCode } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return { code: 'SCHEMA_UTF8' };
  }
  const { depth, duplicateKey } = scanJson(text, MAX_DEPTH);
  if (depth > MAX_DEPTH) return { code: 'SCHEMA_DEPTH' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { code: 'SCHEMA_JSON' };
  }
  return duplicateKey ? { code: 'DUPLICATE_KEY' } : { value };
}

function verifyValue(value: unknown, refuse: Refuse): IntakeResult {
  if (!isObject(value)) return refuse('SCHEMA_JSON');
  const bundleId = claimedId(value);
  if (value['schema'] !== BUNDLE_SCHEMA) {
    return refuse(value['schema'] === undefined ? 'SCHEMA_MISSING_FIELD' : 'SCHEMA_VERSION', 'schema', bundleId);
  }
  const checked = bundleSchema.safeParse(value);
  const fault = findStringFault(value);
  if (fault !== null) return refuse(fault.code, pathOf(knownPath(fault.path)), bundleId);
  if (!checked.success) {
    const { code, field } = problemOf(checked.error.issues, value);
    return refuse(code, field, bundleId);
  }
  const bundle = checked.data;
  const { schema, header, ...payload } = bundle;
  const sealed = Buffer.from(canonicalJson(payload));
  const broken = findInconsistency(bundle, sealed.length);
  if (broken !== null) return refuse(broken.code, broken.field, bundleId);
  return {
    ok: true,
    bundle,
    verdict: 'not_verifiable',
    order: 'claimed',
    header: canonicalJson({ schema, ...header }),
    sealed,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function claimedId(value: Record<string, unknown>): string | null {
  const header = value['header'];
  const id = isObject(header) ? header['bundleId'] : null;
  return isBundleId(id) ? id : null;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Translates the first issue of the schema into a code and a field. */
function problemOf(issues: readonly Issue[], value: unknown): { code: QuarantineCode; field: string | null } {
  const issue = issues[0];
  if (issue === undefined) return { code: 'SCHEMA_FIELD', field: null };
  return { code: codeOf(issue, value), field: pathOf(issue.path) };
}

function codeOf(issue: Issue, value: unknown): QuarantineCode {
  const named: unknown = issue.code === 'custom' ? issue.params?.['quarantine'] : undefined;
  if (typeof named === 'string' && isQuarantineCode(named)) return named;
  const [first] = issue.path;
  if (issue.code === 'unrecognized_keys') return first === 'metadata' ? 'METADATA_KEY' : 'SCHEMA_UNKNOWN_FIELD';
  const found = valueAt(value, issue.path);
  if (found === undefined) return 'SCHEMA_MISSING_FIELD';
  if (first === 'messages' && issue.path.length === 1) {
    if (issue.code === 'too_big') return 'TOO_MANY_MESSAGES';
    if (issue.code === 'too_small') return 'NO_MESSAGES';
  }
  const last = issue.path.at(-1);
  if ((last === 'policy' || last === 'category') && typeof found === 'string') return 'POLICY_UNKNOWN';
  return 'SCHEMA_FIELD';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

/** The names of the format. A path may only be made of these, because an unknown name is content. */
const KNOWN_NAMES = new Set(
  'schema header bundleId policy priority keyId receivedAt size parties reporter subject conversation id kind participants complaint category text language consent noticeVersion announced at messages slot author role sentAt type mediaOmitted mediaType sha256 ciphertextSha256 data reason franking opening commitment context tag seq acceptedAt metadata appVersion platform country accountAge pastViolations signature'.split(
    ' ',
  ),
);

function knownPath(path: readonly (string | number)[]): Path {
  const unknown = path.findIndex((segment) => typeof segment === 'string' && !KNOWN_NAMES.has(segment));
  return unknown === -1 ? path : path.slice(0, unknown);
}

/** Path as `messages[2].slot`; null for the bundle itself. */
function pathOf(path: Path): string | null {
  if (path.length === 0) return null;
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? String(segment) : `${text}.${String(segment)}`;
  }, '');
}
