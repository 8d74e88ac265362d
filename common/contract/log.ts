import { z } from 'zod';
import { ACTIONS, FINDINGS } from '../domain/decision.ts';
import { STANDINGS } from '../domain/log.ts';
import { caseId, empty, time, whole, type Procedure } from './shared.ts';

const slot = z.number().int().min(0).max(5);

const logColumns = {
  index: whole,
  at: time,
  kind: z.string(),
  actor: z.string(),
  caseId: z.string().nullable(),
  policy: z.string().nullable(),
  finding: z.string().nullable(),
  action: z.string().nullable(),
  label: z.string().nullable(),
  band: z.string().nullable(),
  handsOnMs: whole.nullable(),
};

export const logFilters = z.strictObject({
  since: time.optional(),
  until: time.optional(),
  policy: z.string().max(64).optional(),
  actor: z.string().max(64).optional(),
  kind: z.string().max(64).optional(),
  finding: z.enum(FINDINGS).optional(),
  action: z.enum(ACTIONS).optional(),
  caseId: z.string().max(64).optional(),
});

/** The log: searched, read case by case, proven. */
export const logProcedures = {
  /** Searches the log; the search itself is logged first. Newest first; `before` is the index to continue from. */
  'log.search': {
    input: z.strictObject({ filters: logFilters, before: whole.nullable(), limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({
      rows: z.array(z.strictObject({ ...logColumns, standing: z.enum(STANDINGS).nullable(), slot: slot.nullable() })),
      total: whole,
      /** How many of `total` are committed decisions that were taken back. */
      takenBack: whole,
      nextBefore: whole.nullable(),
    }),
  },
  /** Every entry of one case, oldest first. */
  'log.case': {
    input: z.strictObject({ caseId }),
    output: z.strictObject({
      code: z.string(),
      entries: z.array(z.strictObject({ ...logColumns, detail: z.record(z.string(), z.unknown()) })),
    }),
  },
  'log.verify': {
    input: empty,
    output: z.strictObject({
      ok: z.boolean(),
      size: whole,
      root: z.string(),
      checkedEntries: whole,
      firstBadIndex: whole.nullable(),
      problems: z.array(z.string()),
      ms: z.number().nonnegative(),
      since: time.nullable(),
    }),
  },
} as const satisfies Record<string, Procedure>;
