import { z } from 'zod';
import { caseId, empty, index, policyCode, reason, time, userId, whole, type Procedure } from './shared.ts';

const days = z.number().int().min(1).max(3650);

/** Days content is kept after the decision (or after it came in, when it was never decided or is in quarantine). */
export const retentionRules = z.strictObject({
  defaultDays: days,
  byPolicy: z.partialRecord(policyCode, days),
  quarantineDays: days,
});
export type RetentionRules = z.output<typeof retentionRules>;

/** How long content is kept, holds, and erasing it. */
export const retentionProcedures = {
  'retention.get': {
    input: empty,
    output: z.strictObject({
      rules: retentionRules,
      /** What a run would erase now, and what a hold keeps although it is due. */
      due: z.strictObject({ cases: whole, quarantined: whole, held: whole }),
      erasedSoFar: whole,
      lastRun: z.strictObject({ at: time, erased: whole, held: whole }).nullable(),
      holds: z.array(z.strictObject({ caseId, code: z.string(), reason: z.string(), by: userId, at: time })),
    }),
  },
  'retention.set': { input: z.strictObject({ rules: retentionRules }), output: index },
  'retention.run': { input: empty, output: z.strictObject({ erased: whole, held: whole }) },
  /** Legal hold: retention and erasure leave the case alone until it is lifted. */
  'hold.set': { input: z.strictObject({ caseId, reason }), output: index },
  'hold.lift': { input: z.strictObject({ caseId, reason }), output: index },
  /** Erases the content of one case for good: its key, its ciphertext, drafts and reasons. */
  'case.erase': { input: z.strictObject({ caseId, reason }), output: index },
} as const satisfies Record<string, Procedure>;
