import { z } from 'zod';
import { ACTIONS, FINDINGS, MAX_REASON_LENGTH } from './domain/decision.ts';
import { STANDINGS } from './domain/log.ts';
import { LABELS, NOT_SCORED } from './domain/scores.ts';
import { POLICY_CODES } from './domain/taxonomy.ts';

/**
 * The one contract between windows and the core: every procedure with the schema of its input and output. Inputs are
 * strict (an unknown field is refused); outputs are checked too, so that nothing leaves the core by accident.
 */
export interface Procedure {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const policyCode = z.enum(POLICY_CODES);
const label = z.enum(LABELS);
const band = z.enum(['likely', 'possible', 'unlikely']);
const role = z.enum(['subject', 'reporter', 'other']);
const verdict = z.enum(['verified', 'not_verifiable', 'failed']);
const time = z.iso.datetime({ precision: 3 });
const millis = z.number().int().nonnegative();
const probability = z.number().min(0).max(1);
const scores = z.partialRecord(label, probability);
const caseId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u);
const lease = z.strictObject({ caseId, token: z.string().regex(/^[0-9a-f]{32}$/u) });
const slot = z.number().int().min(1).max(5);

const draft = z.strictObject({
  finding: z.enum(FINDINGS).nullable(),
  policy: z.string().max(64).nullable(),
  action: z.enum(ACTIONS).nullable(),
  reason: z.string().max(MAX_REASON_LENGTH),
});

const content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('veiled'), characters: millis }),
  z.strictObject({ kind: z.literal('attachment'), mediaType: z.string(), bytes: millis }),
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
  role,
  author: z.string(),
  sentAt: time,
  verdict,
  content,
  score: z.strictObject({ label, band, scores }).nullable(),
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
  expiresAt: millis,
  serverNow: millis,
  conversation: z.strictObject({ kind: z.enum(['one_to_one', 'group']), participants: z.number().int() }),
  consent: z.strictObject({ announced: z.number().int(), shared: z.number().int(), noticeVersion: z.string() }),
  verification: z.strictObject({
    verdict,
    order: z.enum(['contiguous', 'claimed', 'broken']),
    contextShort: z.boolean(),
  }),
  complaint: z.strictObject({ text: z.string(), language: z.string() }),
  messages: z.array(messageView).min(1).max(5).readonly(),
  model: z.union([
    z.strictObject({ id: z.string(), score: caseScore }),
    z.strictObject({ notScored: z.enum(NOT_SCORED) }),
  ]),
  escalation: z.strictObject({ actor: z.string(), at: time, reason: z.string() }).nullable(),
  draft,
});

const lost = z.strictObject({ lost: z.literal(true) });
const empty = z.strictObject({});

const logColumns = {
  index: millis,
  at: time,
  kind: z.string(),
  actor: z.string(),
  caseId: z.string().nullable(),
  policy: z.string().nullable(),
  finding: z.string().nullable(),
  action: z.string().nullable(),
  label: z.string().nullable(),
  band: z.string().nullable(),
  handsOnMs: millis.nullable(),
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

export const contract = {
  /** Who and what this window is connected to. */
  'session.hello': {
    input: empty,
    output: z.strictObject({
      actor: z.string(),
      role: z.enum(['moderator', 'lead']),
      workspace: z.string(),
      sample: z.boolean(),
      host: z.enum(['electron', 'browser']),
      version: z.string(),
      model: z.string().nullable(),
      graceMs: millis,
    }),
  },
  /** Everything the left column shows. */
  'queue.overview': {
    input: empty,
    output: z.strictObject({
      ready: millis,
      unscored: millis,
      queues: z.array(
        z.strictObject({
          policy: policyCode,
          ready: millis,
          oldestReceivedAt: time,
          dueAt: time,
          overdue: z.boolean(),
        }),
      ),
      lanes: z.strictObject({ escalated: millis, deferred: millis, quarantined: millis, dead: millis }),
      refusedDuplicates: millis,
      skippedByYou: millis,
      shift: z.strictObject({ decided: millis, medianHandsOnMs: millis.nullable() }),
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
    output: z.union([z.strictObject({ expiresAt: millis, serverNow: millis }), lost]),
  },
  /** Logs the reveal, then returns the text. */
  'review.reveal': {
    input: z.strictObject({ lease, slot }),
    output: z.union([z.strictObject({ message: messageView }), lost]),
  },
  'review.saveDraft': {
    input: z.strictObject({ lease, draft }),
    output: z.union([z.strictObject({ saved: z.literal(true) }), lost]),
  },
  'review.decide': {
    input: z.strictObject({ lease, draft }),
    output: z.union([z.strictObject({ index: millis, finalAt: millis, serverNow: millis }), lost]),
  },
  /** Takes the window's last decision back within the grace time; gives the case back to this window. */
  'review.undo': {
    input: z.strictObject({ lease }),
    output: z.union([z.strictObject({ case: caseView }), lost]),
  },
  'review.skip': { input: z.strictObject({ lease }), output: z.union([z.strictObject({ index: millis }), lost]) },
  'review.defer': {
    input: z.strictObject({
      lease,
      minutes: z
        .number()
        .int()
        .min(5)
        .max(24 * 60),
    }),
    output: z.union([z.strictObject({ index: millis }), lost]),
  },
  'review.escalate': {
    input: z.strictObject({ lease, reason: z.string().trim().min(1).max(MAX_REASON_LENGTH) }),
    output: z.union([z.strictObject({ index: millis }), lost]),
  },
  'quarantine.list': {
    input: z.strictObject({ limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({
      total: millis,
      codes: z.array(z.strictObject({ code: z.string(), count: millis })),
      rows: z.array(
        z.strictObject({
          id: millis,
          at: time,
          code: z.string(),
          field: z.string().nullable(),
          bytes: millis,
          bundleId: z.string().nullable(),
          via: z.string(),
        }),
      ),
    }),
  },
  /** Searches the log; the search itself is logged first. Newest first; `before` is the index to continue from. */
  'log.search': {
    input: z.strictObject({ filters: logFilters, before: millis.nullable(), limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({
      rows: z.array(z.strictObject({ ...logColumns, standing: z.enum(STANDINGS).nullable(), slot: slot.nullable() })),
      total: millis,
      /** How many of `total` are committed decisions that were taken back. */
      takenBack: millis,
      nextBefore: millis.nullable(),
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
      size: millis,
      root: z.string(),
      checkedEntries: millis,
      firstBadIndex: millis.nullable(),
      problems: z.array(z.string()),
      ms: z.number().nonnegative(),
      since: time.nullable(),
    }),
  },
} as const satisfies Record<string, Procedure>;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type Input<Name extends MethodName> = z.input<Contract[Name]['input']>;
export type Output<Name extends MethodName> = z.output<Contract[Name]['output']>;

/** The contract as plain types, for the typed client; importing it does not pull zod into a bundle. */
export type ContractTypes = { [Name in MethodName]: { input: Input<Name>; output: Output<Name> } };

/** The core's side of the contract. `Session` names the window that calls. */
export interface Session {
  readonly id: string;
}
export type Handlers = {
  [Name in MethodName]: (
    input: z.output<Contract[Name]['input']>,
    session: Session,
  ) => Promise<z.input<Contract[Name]['output']>>;
};
