import type { BundleHeader } from '../../../common/domain/bundle.ts';
import { headerFields } from '../../../common/domain/bundle.ts';
import { WAIVABLE, type QuarantineCode } from '../../../common/domain/quarantine.ts';
import { SEALED_SCHEMA } from '../../../common/domain/sealed-bundle.ts';
import { ProblemError } from '../../../common/errors.ts';
import { z } from 'zod';
import type { SealedParts } from '../../crypto/commitment.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import { judgeBundle } from './judge.ts';
import { openSealed } from './open-sealed.ts';
import type { IntakeResult, MessageFinding } from './outcome.ts';
import { isObject, parseStrictly } from './strict-json.ts';

/** What a lead may see of a refused bundle: everything but its content. */
export interface Inspection {
  /** Whether the bytes are a sealed bundle. */
  readonly sealed: boolean;
  /** The clear header, when it is a well-formed one. */
  readonly header: BundleHeader | null;
  /** What verification finds for each message, when it comes that far. */
  readonly messages: readonly MessageFinding[] | null;
  /** How many messages the notice named, when the bundle can be read so far. */
  readonly announced: number | null;
  /** Null when it may be released as things stand now; otherwise the code that forbids it. */
  readonly notReleasable: QuarantineCode | 'KEY_MISSING' | null;
}

const clearHeader = z.object(headerFields);
const sealedLine = z.object({ header: clearHeader });

/**
 * Verifies a refused bundle again, as things stand now, and says what of it may be told.
 * @param now Unix milliseconds
 */
export async function inspectRefused(raw: Uint8Array, trust: IntakeTrust, now: number): Promise<Inspection> {
  const parsed = parseStrictly(raw);
  const value = 'code' in parsed ? null : parsed.value;
  const sealed = isObject(value) && value['schema'] === SEALED_SCHEMA;
  const line = sealedLine.safeParse(value);
  const header = line.success ? line.data.header : null;
  const judged = await unlessKeyMissing(() => judgeBundle(raw, trust, now, { waived: WAIVABLE }));
  return {
    sealed,
    header,
    messages: judged?.messages ?? null,
    announced: judged?.ok === true ? judged.bundle.complaint.consent.announced : sealed ? null : announcedBy(value),
    notReleasable: judged === null ? 'KEY_MISSING' : judged.ok ? null : judged.code,
  };
}

/** As {@link inspectRefused}, for a case that went to quarantine after it had been stored. It cannot be released. */
export async function inspectStored(
  parts: SealedParts,
  code: QuarantineCode,
  trust: IntakeTrust,
  at: number,
): Promise<Inspection> {
  const parsed = parseStrictly(Buffer.from(parts.header));
  const header = clearHeader.safeParse('code' in parsed ? null : parsed.value);
  const opened = await unlessKeyMissing((): Promise<IntakeResult> => openSealed(parts, trust, at));
  return {
    sealed: true,
    header: header.success ? header.data : null,
    messages: opened?.messages ?? null,
    announced: opened?.ok === true ? opened.bundle.complaint.consent.announced : null,
    notReleasable: code,
  };
}

async function unlessKeyMissing<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.code === 'KEY_MISSING') return null;
    throw thrown;
  }
}

function announcedBy(value: unknown): number | null {
  const complaint = isObject(value) ? value['complaint'] : null;
  const consent = isObject(complaint) ? complaint['consent'] : null;
  const announced = isObject(consent) ? consent['announced'] : null;
  return Number.isInteger(announced) ? Number(announced) : null;
}
