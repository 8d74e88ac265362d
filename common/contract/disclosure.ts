import { z } from 'zod';
import { DISCLOSURE_FIELDS } from '../domain/disclosure.ts';
import { caseId, empty, index, reason, time, userId, uuid, whole, type Procedure } from './shared.ts';

const recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/u);

/** A lawful request and what was handed out: proposed by a lead, approved by two admins, written as one sealed file. */
export const disclosureProcedures = {
  'disclosure.propose': {
    input: z.strictObject({
      caseId,
      authority: z.string().trim().min(1).max(200),
      /** The authority's own reference. */
      reference: z.string().trim().min(1).max(200),
      legalBasis: reason,
      fields: z.array(z.enum(DISCLOSURE_FIELDS)).min(1).max(DISCLOSURE_FIELDS.length),
      /** The file is encrypted to this age recipient of the authority; nothing in clear is written. */
      recipient,
    }),
    output: z.strictObject({ id: uuid }),
  },
  'disclosure.list': {
    input: empty,
    output: z.strictObject({
      disclosures: z.array(
        z.strictObject({
          id: uuid,
          caseId,
          code: z.string(),
          authority: z.string(),
          reference: z.string(),
          legalBasis: z.string(),
          fields: z.array(z.enum(DISCLOSURE_FIELDS)),
          recipient: z.string(),
          state: z.enum(['open', 'approved', 'rejected', 'exported']),
          proposedBy: userId,
          proposedAt: time,
          decisions: z.array(z.strictObject({ actor: userId, at: time, approve: z.boolean() })),
          export: z
            .strictObject({ file: z.string(), sha256: z.string(), bytes: whole, at: time, by: userId })
            .nullable(),
        }),
      ),
    }),
  },
  'disclosure.decide': { input: z.strictObject({ id: uuid, approve: z.boolean() }), output: index },
  /** Writes the approved fields, encrypted to the recipient, into the workspace's `disclosures` folder. */
  'disclosure.export': {
    input: z.strictObject({ id: uuid }),
    output: z.strictObject({ file: z.string(), sha256: z.string(), bytes: whole }),
  },
} as const satisfies Record<string, Procedure>;
