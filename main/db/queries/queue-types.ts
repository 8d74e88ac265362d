import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';

/** How often a case is given out before it becomes a dead letter. The schema's index `cases_worn_out` names it too. */
export const MAX_ATTEMPTS = 5;

export const STATE = { open: 0, settling: 1, decided: 2, dead: 3, quarantined: 4, erased: 5 } as const;
export const STAGE = { intake: 0, review: 1 } as const;
export const ROLE = { moderator: 0, lead: 1 } as const;

/** Times are Unix milliseconds. `now` is the caller's clock; the queue guards it against going backwards. */
export interface Timed {
  readonly now: number;
}

export interface LeaseInput extends Timed {
  readonly caseId: string;
  readonly token: string;
}

export interface EnqueueInput extends Timed {
  readonly caseId: string;
  readonly bundleId: string;
  readonly header: string;
  readonly recipients: string;
  readonly sealed: Uint8Array;
  readonly salt: Uint8Array;
  readonly policy: PolicyCode;
  readonly priority: number;
  readonly notBefore: number | null;
  readonly receivedAt: number | null;
  readonly entry: LogDraft;
}

export interface ClaimInput extends Timed {
  readonly stage: keyof typeof STAGE;
  readonly policies: readonly PolicyCode[] | null;
  readonly leaseMs: number;
  readonly role: keyof typeof ROLE;
  readonly excludeSeenBy: string | null;
  /** Who claims; an appeal is not given to the person it is barred for. Null for the program itself. */
  readonly claimant: string | null;
}

export interface CompleteInput extends LeaseInput {
  readonly entry: LogDraft;
  readonly graceMs: number;
  readonly record: string;
}

export interface ReleaseInput extends LeaseInput {
  readonly entry: LogDraft;
  readonly delayMs?: number | undefined;
  readonly policy?: PolicyCode | undefined;
  readonly priority?: number | undefined;
  readonly stage?: keyof typeof STAGE | undefined;
  readonly minRole?: keyof typeof ROLE | undefined;
  readonly seenBy?: string | undefined;
  readonly note?: string | undefined;
}

/** A leased case as a worker hands it to the main process. */
export interface ClaimedRow {
  readonly caseId: string;
  readonly token: string;
  readonly bundleId: string;
  readonly policy: PolicyCode;
  readonly priority: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly expiresAt: number;
  readonly serverNow: number;
  readonly enqueuedAt: number;
  readonly header: string;
  readonly recipients: string;
  readonly sealed: Uint8Array;
  /** Whether the stored bundle is still the one that the log says came in. */
  readonly commitmentHolds: boolean;
  readonly note: string | null;
}

/** The lease does not hold (any more); nothing was changed. */
export interface LostLease {
  readonly lost: true;
}

export const LOST: LostLease = { lost: true };
