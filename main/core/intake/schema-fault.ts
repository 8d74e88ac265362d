import type { z } from 'zod';
import { isQuarantineCode, type QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { Fault } from './outcome.ts';
import { findStringFault } from './string-rules.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Checks a parsed value against a schema of the format and against the rules for its strings.
 * @returns the value as the schema types it, or the first fault with its code and field
 */
export function checkSchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { fault: Fault } {
  const checked = schema.safeParse(value);
  const fault = findStringFault(value);
  if (fault !== null) return { fault: { code: fault.code, field: pathOf(knownPath(fault.path)) } };
  if (checked.success) return { data: checked.data };
  return { fault: faultOf(checked.error.issues, value) };
}

/** Translates the first issue of the schema into a code and a field. */
function faultOf(issues: readonly Issue[], value: unknown): Fault {
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
  'schema header bundleId policy priority keyId receivedAt size parties reporter subject conversation id kind participants complaint category text language consent noticeVersion announced at messages slot author role sentAt type mediaOmitted mediaType sha256 ciphertextSha256 data reason franking opening commitment context tag seq acceptedAt metadata appVersion platform country accountAge pastViolations signature recipients enc wrapped nonce ciphertext'.split(
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
