import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { IntakeRules } from '../keys/key-ring.ts';
import type { AcceptedBundle, Fault } from './outcome.ts';

const HOUR = 60 * 60 * 1000;

/** A receiving clock may run ahead of this one by so much, in milliseconds. */
const FUTURE_TOLERANCE = 24 * HOUR;

/**
 * What this workspace asks of a verified bundle on its way in. Asked once: a case that waited long in the queue does
 * not become too old by that.
 * @param now Unix milliseconds
 * @param waived rules a lead has set aside for this bundle
 */
export function findRuleFault(
  { bundle, verification }: AcceptedBundle,
  { allowUnsigned, maxAgeDays }: IntakeRules,
  now: number,
  waived: ReadonlySet<QuarantineCode>,
): Fault | null {
  const received = Date.parse(bundle.header.receivedAt);
  const tooOld = received < now - maxAgeDays * 24 * HOUR;
  if ((tooOld || received > now + FUTURE_TOLERANCE) && !waived.has('AGE')) {
    return { code: 'AGE', field: 'header.receivedAt' };
  }
  if (verification.platform === null && !allowUnsigned && !waived.has('UNSIGNED_NOT_ALLOWED')) {
    return { code: 'UNSIGNED_NOT_ALLOWED', field: 'platform' };
  }
  return null;
}
