import { priorityOf } from '../../../common/domain/priority.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { QueuePort } from '../queue/port.ts';
import { uuidV7 } from './uuid.ts';
import { verifyBundle, type AcceptedBundle, type RefusedBundle } from './verify-bundle.ts';

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

export interface IntakeDeps {
  readonly queue: Pick<QueuePort, 'enqueue'>;
  readonly quarantine: QuarantineStore;
  readonly via: Via;
  /** Who brought the bundle in, as the log names people; `quintet` when nobody did. */
  readonly actor: string;
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

/** A receiving clock may run ahead of this one by so much, in milliseconds. */
const FUTURE_TOLERANCE = 24 * 60 * 60 * 1000;

/**
 * Takes in one bundle: verified, then queued for the intake stage under the reporter's category, or kept in quarantine
 * with its code. Returns once the outcome is durable. Only storage problems throw.
 * @param totalBytes size of the bundle when `raw` is only the beginning of it
 */
export async function acceptBundle(
  raw: Uint8Array,
  deps: IntakeDeps,
  totalBytes: number = raw.length,
): Promise<AcceptOutcome> {
  const now = deps.now();
  const verified = totalBytes > raw.length ? oversize(totalBytes) : verifyBundle(raw);
  const result = verified.ok ? refuseFuture(verified, raw.length, now) : verified;
  return result.ok ? enqueue(result, raw.length, deps, now) : quarantine(result, raw, deps, now);
}

function oversize(bytes: number): RefusedBundle {
  return { ok: false, code: 'SIZE', field: null, bundleId: null, bytes };
}

function refuseFuture(accepted: AcceptedBundle, bytes: number, now: number): AcceptedBundle | RefusedBundle {
  const { bundleId, receivedAt } = accepted.bundle.header;
  if (Date.parse(receivedAt) <= now + FUTURE_TOLERANCE) return accepted;
  return { ok: false, code: 'AGE', field: 'header.receivedAt', bundleId, bytes };
}

async function enqueue(
  { bundle, verdict, header, sealed }: AcceptedBundle,
  bytes: number,
  { queue, via, actor }: IntakeDeps,
  now: number,
): Promise<AcceptOutcome> {
  const { bundleId } = bundle.header;
  const { category } = bundle.complaint;
  const caseId = uuidV7(now);
  const outcome = await queue.enqueue(
    { caseId, bundleId, header, sealed },
    { policy: category, priority: priorityOf(category, null), receivedAt: Date.parse(bundle.header.receivedAt) },
    {
      at: new Date(now).toISOString(),
      actor,
      event: {
        kind: 'case.received',
        case: caseId,
        bundle: bundleId,
        policy: category,
        verdict,
        messages: bundle.messages.length,
        bytes,
        via,
      },
    },
  );
  return { outcome, bundleId };
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
