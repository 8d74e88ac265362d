import { z } from 'zod';
import { CHECKS } from '../domain/verification.ts';
import { index, reason, time, whole, type Procedure } from './shared.ts';

const row = {
  id: whole,
  at: time,
  code: z.string(),
  field: z.string().nullable(),
  bytes: whole,
  bundleId: z.string().nullable(),
  via: z.string(),
};

/** The lane of what was refused: code and size, never content. */
export const quarantineProcedures = {
  'quarantine.list': {
    input: z.strictObject({ limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({
      total: whole,
      codes: z.array(z.strictObject({ code: z.string(), count: whole })),
      rows: z.array(z.strictObject(row)),
    }),
  },
  /** Everything about a refused bundle but its content; logged before it is answered. */
  'quarantine.inspect': {
    input: z.strictObject({ id: whole }),
    output: z.strictObject({
      ...row,
      caseId: z.string().nullable(),
      sealed: z.boolean(),
      /** Clear header, when there is a well-formed one. */
      header: z
        .strictObject({
          policy: z.string(),
          priority: whole,
          keyId: z.string().nullable(),
          receivedAt: z.string(),
          size: whole,
        })
        .nullable(),
      /** What verification found for each message, when it came that far. */
      messages: z
        .array(
          z.strictObject({
            slot: whole,
            type: z.enum(['text', 'attachment', 'empty']),
            verdict: z.enum(['verified', 'not_verifiable', 'failed', 'not_checked']),
            failed: z.enum(CHECKS).nullable(),
          }),
        )
        .nullable(),
      announced: whole.nullable(),
      /** Null: it may be released; otherwise the code that forbids it. */
      notReleasable: z.string().nullable(),
    }),
  },
  /** Has it verified again as things stand now, its releasable fault waived by the lead; it then goes the usual way. */
  'quarantine.release': {
    input: z.strictObject({ id: whole, reason }),
    output: z.strictObject({ outcome: z.enum(['queued', 'duplicate', 'refused']), code: z.string().nullable() }),
  },
  /** Deletes the bytes for good; code, size and who deleted them stay in the log. */
  'quarantine.delete': { input: z.strictObject({ id: whole, reason }), output: index },
} as const satisfies Record<string, Procedure>;
