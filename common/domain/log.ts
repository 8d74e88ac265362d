import type { Action, Finding } from './decision.ts';
import type { Role } from './roles.ts';
import type { Band, Label, NotScored } from './scores.ts';
import type { PolicyCode } from './taxonomy.ts';

/**
 * What happened, as it is written to the log. Entries carry pseudonymous ids and codes only: never message text and
 * never a free-text reason (the reason is kept beside the log, the entry holds a salted commitment to it).
 */
export type LogEvent =
  | { kind: 'workspace.created'; origin: string }
  | {
      kind: 'case.received';
      case: string;
      bundle: string;
      policy: PolicyCode;
      verdict: BundleVerdict;
      messages: number;
      bytes: number;
      via: 'report' | 'import' | 'sample' | 'release';
      /** Salted commitment to the stored bundle, hex: `main/crypto/commitment.ts`. */
      commitment: string;
    }
  | {
      kind: 'case.scored';
      case: string;
      policy: PolicyCode;
      priority: number;
      model: string;
      label: Label;
      band: Band;
      p: number;
    }
  | { kind: 'case.unscored'; case: string; policy: PolicyCode; priority: number; cause: NotScored }
  | { kind: 'case.quarantined'; case: string | null; bundle: string | null; code: string; bytes: number }
  | { kind: 'case.opened'; case: string; policy: PolicyCode; attempt: number; shown: number[] }
  | { kind: 'message.revealed'; case: string; policy: PolicyCode; slot: number; what: 'text' | 'details' }
  | { kind: 'reveal.refused'; case: string; policy: PolicyCode; slot: number }
  | {
      kind: 'case.released';
      case: string;
      policy: PolicyCode;
      cause: 'skipped' | 'deferred' | 'set_aside' | 'window_closed' | 'locked' | 'host_restarted' | 'not_shown';
      until: string | null;
    }
  | { kind: 'case.escalated'; case: string; policy: PolicyCode; reason: string }
  | { kind: 'case.dead'; case: string; policy: PolicyCode; attempts: number }
  | { kind: 'case.requeued'; case: string }
  | {
      kind: 'decision.committed';
      case: string;
      finding: Finding;
      policy: string;
      action: Action;
      /** Salted commitment to the reason, hex; null when none was given. */
      reason: string | null;
      guideline: string | null;
      label: Label | null;
      band: Band | null;
      handsOnMs: number;
      finalAt: string;
    }
  | { kind: 'decision.undone'; case: string; policy: PolicyCode }
  | { kind: 'decision.final'; case: string; finding: Finding; policy: string; action: Action; committed: number }
  | { kind: 'log.searched'; filters: Record<string, string> }
  | { kind: 'log.exported'; format: 'jsonl' | 'csv'; filters: Record<string, string> }
  | { kind: 'log.proven'; entry: number }
  | { kind: 'session.opened'; user: string; role: Role; failedBefore: number }
  | { kind: 'session.locked'; user: string; cause: 'asked' | 'idle' | 'suspend' | 'closed' }
  /** Calls refused because of the role of whoever made them; `count` of them since the last such entry. */
  | { kind: 'access.refused'; method: string; count: number }
  | { kind: 'user.added'; user: string; role: Role; grants: string[] }
  | { kind: 'user.changed'; user: string; role: Role; grants: string[]; disabled: boolean }
  | { kind: 'user.passphrase'; user: string; by: 'self' | 'admin' }
  | {
      kind: 'proposal.made';
      proposal: string;
      change: string;
      /** Id of the key it is about, or the recipient of a recovery key; null of others. */
      key: string | null;
    }
  | { kind: 'proposal.decided'; proposal: string; outcome: 'applied' | 'rejected' | 'withdrawn' }
  | { kind: 'key.created'; key: string; notBefore: string; notAfter: string }
  | { kind: 'key.retired'; key: string; notAfter: string }
  | { kind: 'key.destroyed'; key: string }
  | { kind: 'platform.trusted'; key: string; notBefore: string; notAfter: string }
  | { kind: 'platform.retired'; key: string }
  | { kind: 'setting.changed'; setting: string; value: string }
  | { kind: 'quarantine.inspected'; item: number; code: string }
  | {
      kind: 'quarantine.released';
      item: number;
      code: string;
      reason: string;
      outcome: 'queued' | 'duplicate' | 'refused';
    }
  /** Without a reason: retention. */
  | { kind: 'quarantine.deleted'; item: number; code: string; reason: string | null }
  | { kind: 'case.held'; case: string; policy: PolicyCode; reason: string }
  | { kind: 'case.hold_lifted'; case: string; policy: PolicyCode; reason: string }
  | { kind: 'case.erased'; case: string; policy: PolicyCode; cause: 'retention' | 'request'; reason: string | null }
  | { kind: 'retention.applied'; cases: number; quarantined: number; held: number }
  | { kind: 'appeal.opened'; case: string; policy: PolicyCode; barred: string; reason: string }
  | { kind: 'disclosure.proposed'; disclosure: string; case: string; fields: string[]; terms: string }
  | { kind: 'disclosure.decided'; disclosure: string; case: string; outcome: 'approved' | 'rejected' }
  | { kind: 'disclosure.exported'; disclosure: string; case: string; sha256: string; bytes: number }
  | { kind: 'recovery.set'; recipient: string }
  | {
      kind: 'backup.created';
      sha256: string;
      bytes: number;
      entries: number;
      /** Who can open it: `age1…`. */
      recipient: string;
      /** Salted commitment to why it went to another recipient than the recovery key, hex; null without a reason. */
      reason: string | null;
    }
  | { kind: 'backup.drilled'; sha256: string; ok: boolean; entries: number }
  | {
      kind: 'backup.restored';
      sha256: string;
      entries: number;
      /** Entries the replaced workspace had and the backup had not. */
      discarded: number;
      override: boolean;
      /** Salted commitment to the reason of an override, hex; null without one. */
      reason: string | null;
    };

export type LogKind = LogEvent['kind'];

const KINDS: Readonly<Record<LogKind, true>> = {
  'workspace.created': true,
  'case.received': true,
  'case.scored': true,
  'case.unscored': true,
  'case.quarantined': true,
  'case.opened': true,
  'message.revealed': true,
  'case.released': true,
  'case.escalated': true,
  'case.dead': true,
  'case.requeued': true,
  'decision.committed': true,
  'decision.undone': true,
  'decision.final': true,
  'log.searched': true,
  'log.exported': true,
  'log.proven': true,
  'reveal.refused': true,
  'session.opened': true,
  'session.locked': true,
  'access.refused': true,
  'user.added': true,
  'user.changed': true,
  'user.passphrase': true,
  'proposal.made': true,
  'proposal.decided': true,
  'key.created': true,
  'key.retired': true,
  'key.destroyed': true,
  'platform.trusted': true,
  'platform.retired': true,
  'setting.changed': true,
  'quarantine.inspected': true,
  'quarantine.released': true,
  'quarantine.deleted': true,
  'case.held': true,
  'case.hold_lifted': true,
  'case.erased': true,
  'retention.applied': true,
  'appeal.opened': true,
  'disclosure.proposed': true,
  'disclosure.decided': true,
  'disclosure.exported': true,
  'recovery.set': true,
  'backup.created': true,
  'backup.drilled': true,
  'backup.restored': true,
};

/** Every kind of entry; the type above makes a missing one a compile error. */
export const LOG_KINDS = Object.keys(KINDS) as readonly LogKind[];

/** An entry before it is placed: the event, who did it and when (RFC 3339 UTC with milliseconds). */
export interface LogDraft {
  readonly at: string;
  /** Pseudonymous id of the person, or `quintet` for what the program does by itself. */
  readonly actor: string;
  readonly event: LogEvent;
}

/** Searchable columns of one entry: an index over the signed bytes, which verification compares with them. */
export interface LogColumns {
  readonly at: string;
  readonly kind: LogKind;
  readonly actor: string;
  readonly caseId: string | null;
  readonly policy: string | null;
  readonly finding: string | null;
  readonly action: string | null;
  readonly label: string | null;
  readonly band: string | null;
  readonly handsOnMs: number | null;
}

export interface LogRow extends LogColumns {
  readonly index: number;
  readonly event: LogEvent;
}

/**
 * What became of a committed decision: its grace time still runs, it is final, or its moderator took it back. Only a
 * decision that was not taken back counts as one.
 */
export const STANDINGS = ['waiting', 'final', 'taken_back'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What verification found out about one message. */
export type MessageVerdict = 'verified' | 'not_verifiable' | 'failed';

/** What verification found out about a bundle as a whole. */
export type BundleVerdict = 'verified' | 'not_verifiable' | 'failed';

/** Whether the four context messages are proven to be the ones right before the reported one. */
export type ContextOrder = 'contiguous' | 'claimed' | 'broken';

/** Derives the search columns of an entry; the one place that says which field goes into which column. */
export function columnsOf(draft: LogDraft): LogColumns {
  const event: Partial<Record<string, unknown>> & { kind: LogKind } = draft.event;
  const text = (name: string): string | null => {
    const value = event[name];
    return typeof value === 'string' ? value : null;
  };
  const handsOnMs = event['handsOnMs'];
  return {
    at: draft.at,
    kind: event.kind,
    actor: draft.actor,
    caseId: text('case'),
    policy: text('policy'),
    finding: text('finding'),
    action: text('action'),
    label: text('label'),
    band: text('band'),
    handsOnMs: typeof handsOnMs === 'number' ? handsOnMs : null,
  };
}
