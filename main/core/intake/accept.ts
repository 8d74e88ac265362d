import { randomBytes } from 'node:crypto';
import { priorityOf } from '../../../common/domain/priority.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { ProblemError } from '../../../common/errors.ts';
import { COMMITMENT_SALT_BYTES, commitmentOf, type SealedParts } from '../../crypto/commitment.ts';
import type { IntakeTrust, SealingKeys } from '../keys/key-ring.ts';
import type { EnqueueBundle, EnqueueOptions, QueuePort } from '../queue/port.ts';
import { judgeBundle, type Admitted, type JudgeOptions } from './judge.ts';
import type { RefusedBundle } from './outcome.ts';
import { sealBundle } from './sealed-bundle.ts';
import { uuidV7 } from './uuid.ts';

/** How a bundle came in. */
export type Via = Extract<LogEvent, { kind: 'case.received' }>['via'];

/** Where refused bundles are kept. The bytes and the log entry become durable together. */
export interface QuarantineStore {
  add(item: {
    readonly raw: Uint8Array;
    readonly code: string;
    readonly field: string | null;
    readonly bundleId: string | null;
    readonly via: Via;
    readonly entry: LogDraft;
  }): Promise<unknown>;
}

/** How a bundle came and what it is judged by. */
export interface IntakeSource {
  readonly trust: IntakeTrust;
  readonly via: Via;
  /** Who brought the bundle in, as the log names people; `quintet` when nobody did. */
  readonly actor: string;
}

export interface IntakeDeps extends IntakeSource {
  readonly queue: Pick<QueuePort, 'enqueue'>;
  readonly quarantine: QuarantineStore;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export type AcceptOutcome =
  | { readonly outcome: 'queued' | 'duplicate'; readonly bundleId: string }
  | {
      readonly outcome: 'quarantined';
      readonly code: QuarantineCode;
      readonly field: string | null;
      readonly bundleId: string | null;
    };

/**
 * Takes in one bundle, sealed or clear: verified, then queued for the intake stage under the reporter's category, or
 * kept in quarantine with its code. A clear one is sealed to the team's keys first, so that the queue holds nothing
 * clear. Returns once the outcome is durable. Only storage problems and missing keys throw.
 * @param totalBytes size of the bundle when `raw` is only the beginning of it
 * @throws ProblemError KEY_MISSING when there is no team key to seal to or to open with
 */
export async function acceptBundle(
  raw: Uint8Array,
  deps: IntakeDeps,
  totalBytes: number = raw.length,
): Promise<AcceptOutcome> {
  const now = deps.now();
  const judged = await judgeBundle(raw, deps.trust, now, { totalBytes });
  if (!judged.ok) return quarantine(judged, raw, deps, now);
  const { bundle, options, entry } = await prepareCase(judged, raw.length, deps, now);
  return { outcome: await deps.queue.enqueue(bundle, options, entry), bundleId: bundle.bundleId };
}

/** Everything the queue needs to take a case in. */
export interface PreparedCase {
  readonly bundle: EnqueueBundle;
  readonly options: EnqueueOptions;
  readonly entry: LogDraft;
}

/**
 * Judges a bundle and prepares its case without storing anything, for a caller with a transaction of its own: a lead
 * releasing it from quarantine.
 * @throws ProblemError KEY_MISSING as {@link acceptBundle}
 */
export async function prepareBundle(
  raw: Uint8Array,
  source: IntakeSource,
  now: number,
  options: JudgeOptions = {},
): Promise<PreparedCase | RefusedBundle> {
  const judged = await judgeBundle(raw, source.trust, now, options);
  return judged.ok ? prepareCase(judged, raw.length, source, now) : judged;
}

async function prepareCase(
  admitted: Admitted,
  bytes: number,
  { trust, via, actor }: IntakeSource,
  now: number,
): Promise<PreparedCase> {
  const { bundle, verification } = admitted;
  const { bundleId, receivedAt } = bundle.header;
  const { category } = bundle.complaint;
  const parts = admitted.sealed ?? (await sealedHere(admitted, trust.sealing, now));
  const salt = randomBytes(COMMITMENT_SALT_BYTES);
  const caseId = uuidV7(now);
  const event: LogEvent = {
    kind: 'case.received',
    case: caseId,
    bundle: bundleId,
    policy: category,
    verdict: verification.verdict,
    messages: bundle.messages.length,
    bytes,
    via,
    commitment: commitmentOf(parts, salt),
  };
  return {
    bundle: { caseId, bundleId, ...parts, salt },
    options: { policy: category, priority: priorityOf(category, null), receivedAt: Date.parse(receivedAt) },
    entry: { at: new Date(now).toISOString(), actor, event },
  };
}

async function sealedHere({ bundle }: Admitted, sealing: SealingKeys, now: number): Promise<SealedParts> {
  const recipients = sealing.recipients(now);
  if (recipients.length === 0) {
    throw new ProblemError(
      'KEY_MISSING',
      'No team key is valid now, so the report cannot be sealed. An admin has to make a new team key.',
    );
  }
  return sealBundle(bundle, recipients);
}

async function quarantine(
  { code, field, bundleId, bytes }: RefusedBundle,
  raw: Uint8Array,
  { quarantine: store, via, actor }: IntakeDeps,
  now: number,
): Promise<AcceptOutcome> {
  const event: LogEvent = { kind: 'case.quarantined', case: null, bundle: bundleId, code, bytes };
  await store.add({ raw, code, field, bundleId, via, entry: { at: new Date(now).toISOString(), actor, event } });
  return { outcome: 'quarantined', code, field, bundleId };
}
