import { z } from 'zod';
import { index, role, time, userId, whole, type Procedure } from './shared.ts';

/** Who read how much, so that reading without deciding is seen. */
export const exposureProcedures = {
  'exposure.reveals': {
    input: z.strictObject({ since: time }),
    output: z.strictObject({
      revealsPerHour: whole,
      people: z.array(
        z.strictObject({
          id: userId,
          role: role.nullable(),
          opened: whole,
          decided: whole,
          reveals: whole,
          /** Cases opened and left without a decision, and those of them in which something was revealed. */
          leftUndecided: whole,
          revealedUndecided: whole,
          refusedByLimit: whole,
          /** Far above what the rest of the team does; a reason to ask, not a finding. */
          standsOut: z.boolean(),
        }),
      ),
      /** Cases revealed and left by somebody, newest first. */
      cases: z.array(
        z.strictObject({ caseId: z.string(), code: z.string(), actor: userId, at: time, slots: z.array(whole) }),
      ),
    }),
  },
  /** How much one person may reveal within an hour; 0 switches revealing off. */
  'exposure.setLimit': {
    input: z.strictObject({ revealsPerHour: z.number().int().min(0).max(10_000) }),
    output: index,
  },
} as const satisfies Record<string, Procedure>;
