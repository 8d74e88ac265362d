import type { PolicyCode } from '../../../../common/domain/taxonomy.ts';

/** What the overview says about cases that can be opened; the fields of `queue.overview` used here. */
export interface WaitingCounts {
  readonly ready: number;
  readonly skippedByYou: number;
  readonly queues: readonly { readonly policy: PolicyCode; readonly ready: number }[];
}

export interface Waiting {
  /** Ready cases of the queue, whether skipped or not. */
  readonly ready: number;
  /** Of these, how many this person has surely not skipped: skipped cases are counted over all queues together. */
  readonly unskipped: number;
  /** Whether the next case has to come from the skipped ones. */
  readonly onlySkipped: boolean;
}

/** What waits in a queue (null: in all of them) for a person who skipped some cases. */
export function waitingIn(counts: WaitingCounts, queue: PolicyCode | null): Waiting {
  const ready = queue === null ? counts.ready : (counts.queues.find(({ policy }) => policy === queue)?.ready ?? 0);
  const unskipped = Math.max(0, ready - counts.skippedByYou);
  return { ready, unskipped, onlySkipped: counts.skippedByYou > 0 && unskipped === 0 };
}
