import { z } from 'zod';
import { ROLES } from '../domain/roles.ts';
import { POLICY_CODES } from '../domain/taxonomy.ts';

/**
 * One procedure: the schema of its input and that of its output. Inputs are strict (an unknown field is refused);
 * outputs are checked too, so that nothing leaves the core by accident.
 */
export interface Procedure {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

export const policyCode = z.enum(POLICY_CODES);
export const role = z.enum(ROLES);
export const time = z.iso.datetime({ precision: 3 });
/** Milliseconds, or any other count. */
export const whole = z.number().int().nonnegative();
export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u);
export const caseId = uuid;
export const userId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/u);
export const keyId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/u);
export const empty = z.strictObject({});
/** A reason in words; required, bounded, never written to the log in clear. */
export const reason = z.string().trim().min(1).max(2_000);
/** What a person types to unlock. The least length is checked where a passphrase is set. */
export const passphrase = z.string().min(1).max(1_024);
export const problem = z.strictObject({ code: z.string(), message: z.string() });
export const index = z.strictObject({ index: whole });
