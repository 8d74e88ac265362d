import { z } from 'zod';
import { ACTIONS, FINDINGS, MAX_REASON_LENGTH } from '../domain/decision.ts';
import { MASKED } from '../domain/masking.ts';
import { LABELS, NOT_SCORED } from '../domain/scores.ts';
import { POLICY_CODES } from '../domain/taxonomy.ts';
import { CHECKS, UNCHECKED } from '../domain/verification.ts';
import { caseId, empty, index, keyId, policyCode, reason, time, whole, type Procedure } from './shared.ts';

const label = z.enum(LABELS);
const band = z.enum(['likely', 'possible', 'unlikely']);
const authorRole = z.enum(['subject', 'reporter', 'other']);
const verdict = z.enum(['verified', 'not_verifiable', 'failed']);
const probability = z.number().min(0).max(1);
const scores = z.partialRecord(label, probability);
const lease = z.strictObject({ caseId, token: z.string().regex(/^[0-9a-f]{32}$/u) });
const slot = z.number().int().min(1).max(5);

const draft = z.strictObject({
  finding: z.enum(FINDINGS).nullable(),
  policy: z.string().max(64).nullable(),
  action: z.enum(ACTIONS).nullable(),
  reason: z.string().max(MAX_REASON_LENGTH),
});

/** Text in pieces: what names a person, a place or a way to reach somebody is masked until it is revealed too. */
const segments = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), text: z.string() }),
      z.strictObject({ kind: z.literal('masked'), what: z.enum(MASKED), characters: whole }),
    ]),
  )
  .readonly();

const content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), segments }),
  z.strictObject({ kind: z.literal('veiled'), characters: whole }),
  z.strictObject({ kind: z.literal('attachment'), mediaType: z.string(), bytes: whole }),
  z.strictObject({ kind: z.literal('empty'), reason: z.enum(['deleted', 'expired', 'media_omitted']) }),
]);

const caseScore = z.strictObject({
  scores,
  label,
  band,
  bands: z.partialRecord(label, band),
  slots: z.array(slot).readonly(),
});

const messageView = z.strictObject({
  slot,
  role: authorRole,
  author: z.string(),
  sentAt: time,
  verdict,
  content,
  score: z.strictObject({ label, band, scores }).nullable(),
});

const verification = z.strictObject({
  verdict,
  order: z.enum(['contiguous', 'claimed', 'broken']),
  contextShort: z.boolean(),
  /** The platform whose signature held; null for a bundle without one. */
  platform: z.strictObject({ keyId, name: z.string() }).nullable(),
  checks: z.array(z.strictObject({ check: z.enum(CHECKS), result: z.enum(['held', 'absent']) })).readonly(),
  /** What nobody can check on this machine. */
  unchecked: z.array(z.enum(UNCHECKED)).readonly(),
});

const caseView = z.strictObject({
  caseId,
  code: z.string(),
  token: z.string(),
  category: policyCode,
  severity: z.enum(['S0', 'S1', 'S2', 'S3']),
  receivedAt: time,
  dueAt: time,
  attempt: z.number().int().positive(),
  expiresAt: whole,
  serverNow: whole,
  conversation: z.strictObject({ kind: z.enum(['one_to_one', 'group']), participants: z.number().int() }),
  consent: z.strictObject({ announced: z.number().int(), shared: z.number().int(), noticeVersion: z.string() }),
  verification,
  complaint: z.strictObject({ segments, language: z.string() }),
  /** Set when this case is an appeal: who decided it before, and on what. */
  appeal: z.strictObject({ openedBy: z.string(), at: time, reason: z.string(), decidedBefore: z.string() }).nullable(),
  messages: z.array(messageView).min(1).max(5).readonly(),
  model: z.union([
    z.strictObject({ id: z.string(), score: caseScore }),
    z.strictObject({ notScored: z.enum(NOT_SCORED) }),
  ]),
  escalation: z.strictObject({ actor: z.string(), at: time, reason: z.string() }).nullable(),
  draft,
});

const lost = z.strictObject({ lost: z.literal(true) });

/** The review flow of one window. */
export const reviewProcedures = {
  /** Everything the left column shows. */
  'queue.overview': {
    input: empty,
    output: z.strictObject({
      ready: whole,
      unscored: whole,
      queues: z.array(
        z.strictObject({
          policy: policyCode,
          ready: whole,
          oldestReceivedAt: time,
          dueAt: time,
          overdue: z.boolean(),
        }),
      ),
      lanes: z.strictObject({ escalated: whole, deferred: whole, quarantined: whole, dead: whole }),
      refusedDuplicates: whole,
      skippedByYou: whole,
      shift: z.strictObject({ decided: whole, medianHandsOnMs: whole.nullable() }),
      exposure: z.strictObject({ usedMinutes: z.number().nonnegative(), budgetMinutes: z.number().positive() }),
      health: z.strictObject({
        log: z.enum(['ok', 'damaged', 'unwritable']),
        classifier: z.enum(['ready', 'loading', 'failed']),
      }),
    }),
  },
  /** Leases the next case to this window and logs that it was opened, in that order, before anything is returned. */
  'review.next': {
    input: z.strictObject({
      policies: z.array(policyCode).min(1).max(POLICY_CODES.length).nullable(),
      includeSkipped: z.boolean(),
    }),
    output: z.strictObject({ case: caseView.nullable() }),
  },
  'review.extend': {
    input: z.strictObject({ lease }),
    output: z.union([z.strictObject({ expiresAt: whole, serverNow: whole }), lost]),
  },
  /**
   * Logs the reveal, then answers with more of one message: `text` lifts the veil, `details` the masks within the text.
   * Slot 0 is what the reporter wrote to the moderators.
   * @throws REVEAL_LIMIT when this person has revealed too much within an hour
   */
  'review.reveal': {
    input: z.strictObject({ lease, slot: z.number().int().min(0).max(5), what: z.enum(['text', 'details']) }),
    output: z.union([z.strictObject({ message: messageView }), z.strictObject({ complaint: segments }), lost]),
  },
  'review.saveDraft': {
    input: z.strictObject({ lease, draft }),
    output: z.union([z.strictObject({ saved: z.literal(true) }), lost]),
  },
  'review.decide': {
    input: z.strictObject({ lease, draft }),
    output: z.union([z.strictObject({ index: whole, finalAt: whole, serverNow: whole }), lost]),
  },
  /** Takes the window's last decision back within the grace time; gives the case back to this window. */
  'review.undo': {
    input: z.strictObject({ lease }),
    output: z.union([z.strictObject({ case: caseView }), lost]),
  },
  'review.skip': { input: z.strictObject({ lease }), output: z.union([z.strictObject({ index: whole }), lost]) },
  'review.defer': {
    input: z.strictObject({
      lease,
      minutes: z
        .number()
        .int()
        .min(5)
        .max(24 * 60),
    }),
    output: z.union([z.strictObject({ index: whole }), lost]),
  },
  'review.escalate': {
    input: z.strictObject({ lease, reason: z.string().trim().min(1).max(MAX_REASON_LENGTH) }),
    output: z.union([z.strictObject({ index: whole }), lost]),
  },
  /** Reopens a decided case for somebody who did not decide it. */
  'appeal.open': { input: z.strictObject({ caseId, reason }), output: index },
} as const satisfies Record<string, Procedure>;
