import type { LogDraft } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';

/** `intake`: accepted, waiting to be verified again and scored. `review`: ready for a person. */
export type Stage = 'intake' | 'review';

/** Rank of the person claiming; a case released with a least role is only given to that rank or above. */
export type Role = 'moderator' | 'lead';

export interface EnqueueBundle {
  readonly caseId: string;
  readonly bundleId: string;
  /** Clear header, canonical JSON. */
  readonly header: string;
  /** Canonical JSON: the bundle's key, wrapped for each team key. */
  readonly recipients: string;
  /** nonce ‖ ciphertext ‖ tag. */
  readonly sealed: Uint8Array;
  /** 32 bytes that open the commitment in the `case.received` entry. */
  readonly salt: Uint8Array;
}

export interface EnqueueOptions {
  readonly policy: PolicyCode;
  /** 0–9, 9 is claimed first. */
  readonly priority: number;
  /** Unix milliseconds before which the case is not given out. */
  readonly notBefore?: number;
  /** Unix milliseconds at which the platform received the report; due times count from it. Default: now. */
  readonly receivedAt?: number;
}

/** Proof of holding a case. The token fences: a stale one changes nothing. */
export interface Lease {
  readonly caseId: string;
  readonly token: string;
}

export interface Claimed extends Lease {
  readonly bundleId: string;
  readonly policy: PolicyCode;
  readonly priority: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Unix milliseconds on the queue's clock. */
  readonly expiresAt: number;
  readonly serverNow: number;
  readonly enqueuedAt: number;
  readonly header: string;
  readonly recipients: string;
  readonly sealed: Uint8Array;
  /** Whether the stored bundle is still the one that the log says came in. */
  readonly commitmentHolds: boolean;
}

export interface Lost {
  readonly lost: true;
}

export interface ClaimOptions {
  readonly stage: Stage;
  /** Null claims from every policy. */
  readonly policies: readonly PolicyCode[] | null;
  readonly leaseMs: number;
  readonly role: Role;
  /** Cases this person has skipped are not offered to them again. */
  readonly excludeSeenBy?: string;
  /** Who claims: an appeal is not given to the person who decided the case before. */
  readonly claimant?: string;
}

export interface CompleteOptions {
  /** Milliseconds in which {@link QueuePort.undo} can still take the completion back; 0 makes it final at once. */
  readonly graceMs: number;
  /** Kept beside the log for the case's history (decision with its reason); JSON. */
  readonly record: string;
}

export interface ReleaseOptions {
  readonly delayMs?: number;
  readonly policy?: PolicyCode;
  readonly priority?: number;
  readonly stage?: Stage;
  readonly minRole?: Role;
  /** Remember that this person has seen the case, for `excludeSeenBy`. */
  readonly seenBy?: string;
  /** Kept beside the case and handed to whoever claims it; JSON (the scores of the intake stage). */
  readonly note?: string;
}

export interface QueueStats {
  readonly ready: number;
  /** Of `ready`, how many wait for verification and scoring. */
  readonly unscored: number;
  readonly leased: number;
  readonly delayed: number;
  readonly escalated: number;
  readonly dead: number;
  readonly quarantined: number;
  /** Committed but still within the grace time. */
  readonly settling: number;
  readonly decided: number;
  /** How many enqueues were refused as duplicates since the workspace was made. */
  readonly duplicates: number;
  readonly oldestReadySeconds: number | null;
  readonly byPolicy: Partial<Record<PolicyCode, { ready: number; oldestReceivedAt: number }>>;
}

/** A case that could not be finished within its attempts. A lead can put it back. */
export interface DeadCase {
  readonly caseId: string;
  readonly policy: PolicyCode;
  readonly stage: Stage;
  readonly attempts: number;
}

export interface QueueHealth {
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * The queue as the rest of Quintet sees it. Every change of state carries its log entry, and both are durable in one
 * transaction or neither is. Engines: embedded SQLite; later PostgreSQL for teams.
 */
export interface QueuePort {
  enqueue(bundle: EnqueueBundle, options: EnqueueOptions, entry: LogDraft): Promise<'queued' | 'duplicate'>;
  /** The next case for this person, or null. Rows out of attempts become dead first, each with a `case.dead` entry. */
  claim(options: ClaimOptions): Promise<(Claimed & { note: string | null }) | null>;
  extend(lease: Lease, leaseMs: number): Promise<{ expiresAt: number; serverNow: number } | Lost>;
  complete(lease: Lease, entry: LogDraft, options: CompleteOptions): Promise<{ index: number; finalAt: number } | Lost>;
  /** Takes a completion back within its grace time and leases the case again to the same holder with a new token. */
  undo(lease: Lease, entry: LogDraft, leaseMs: number): Promise<(Claimed & { note: string | null }) | Lost>;
  /**
   * Makes every completion final whose grace time is over, each with a `decision.final` entry; returns how many. With
   * `all` also those whose grace time still runs: nobody is left who could take them back.
   */
  settle(options?: { readonly all: boolean }): Promise<{ settled: number; nextDueAt: number | null }>;
  /** Gives a case back. The attempt is not counted: the holder was alive. */
  release(lease: Lease, entry: LogDraft, options?: ReleaseOptions): Promise<{ index: number } | Lost>;
  /** Moves a case to the dead letters (`dead`) or to quarantine (`quarantine`, with its code). */
  deadLetter(
    lease: Lease,
    entry: LogDraft,
    target: { to: 'dead' } | { to: 'quarantine'; code: string; field: string | null },
  ): Promise<{ index: number } | Lost>;
  /** Puts a dead case back into the queue with fresh attempts. */
  requeue(caseId: string, entry: LogDraft): Promise<boolean>;
  /** Cases out of attempts, oldest first. */
  dead(): Promise<readonly DeadCase[]>;
  /**
   * Frees every lease of a process that is gone; cases in review get their attempt back. Only an engine whose workspace
   * has a single host can do this.
   */
  recover(entryFor: { at: string; actor: string }): Promise<number>;
  stats(): Promise<QueueStats>;
  /** Calls back whenever cases may have become ready; returns the unsubscribe function. */
  onWake(listener: () => void): () => void;
  health(): Promise<QueueHealth>;
}
