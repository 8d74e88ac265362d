import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { EnqueueBundle } from '../../../main/core/queue/port.ts';

/** Log entries for tests that are about the queue, not about what the entries say. */
export const AT = '2026-01-02T03:04:05.678Z';

const draft = (event: LogEvent): LogDraft => ({ at: AT, actor: 'mod-01', event });
export const received = (id: string, bundleId: string): LogDraft =>
  draft({
    kind: 'case.received',
    case: id,
    bundle: bundleId,
    policy: 'HATE',
    verdict: 'not_verifiable',
    messages: 5,
    bytes: 1,
    via: 'import',
    commitment: '0'.repeat(64),
  });

/** A bundle for the queue that nobody will open: the queue does not look inside. */
export function stored(caseId: string, parts: Partial<EnqueueBundle> = {}): EnqueueBundle {
  return {
    caseId,
    bundleId: caseId,
    header: '{}',
    recipients: '[]',
    sealed: Uint8Array.of(1),
    salt: new Uint8Array(32),
    ...parts,
  };
}

export const committed = (id: string): LogDraft =>
  draft({
    kind: 'decision.committed',
    case: id,
    finding: 'violation',
    policy: 'HATE.slur',
    action: 'warn',
    reason: null,
    guideline: '1.0',
    label: null,
    band: null,
    handsOnMs: 1000,
    finalAt: AT,
  });
export const undone = (id: string): LogDraft => draft({ kind: 'decision.undone', case: id, policy: 'HATE' });
export const released = (id: string, cause: 'skipped' | 'deferred' | 'not_shown'): LogDraft =>
  draft({ kind: 'case.released', case: id, policy: 'HATE', cause, until: null });
export const dead = (id: string): LogDraft => draft({ kind: 'case.dead', case: id, policy: 'HATE', attempts: 1 });
export const requeued = (id: string): LogDraft => draft({ kind: 'case.requeued', case: id });
export const quarantined = (id: string): LogDraft =>
  draft({ kind: 'case.quarantined', case: id, bundle: null, code: 'SCHEMA_FIELD', bytes: 1 });
