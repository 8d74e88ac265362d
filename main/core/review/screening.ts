import type { NotScored } from '../../../common/domain/scores.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import { priorityOf } from '../../../common/domain/priority.ts';
import type { BundleScore } from '../../../common/domain/scores.ts';
import type { Classifier } from '../classifier/engine.ts';
import { openStored } from '../intake/open-stored.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import type { Claimed, QueuePort } from '../queue/port.ts';
import { writeNote } from './case-note.ts';
import { readableBundle, type ScreenedBundle } from './readable.ts';

/** Leases of this stage are short: a bundle that kills the classifier comes back soon and runs out of attempts. */
const SCREENING_LEASE_MS = 60_000;
const BATCH = 16;

export interface ScreeningOptions {
  readonly queue: QueuePort;
  readonly classifier: Classifier;
  readonly trust: IntakeTrust;
  readonly now: () => number;
  /** Called after every batch that changed the queue. */
  readonly onProgress: () => void;
  /** Called when a pass ended with an error; cases wait and the next wake-up tries again. */
  readonly onError: (error: unknown) => void;
}

interface Opened {
  readonly claimed: Claimed;
  readonly readable: ScreenedBundle;
}

/**
 * The intake stage: takes accepted bundles, verifies them again, scores them, and hands them on to review with the
 * priority their severity asks for. A case reaches people only through here.
 */
export class Screening {
  readonly #options: ScreeningOptions;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(options: ScreeningOptions) {
    this.#options = options;
  }

  /** Starts a pass unless one is under way, in which case another follows it. */
  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.wake();
    });
  }

  /** Lets the pass under way finish its batch and starts no other. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#again = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      while (!this.#closed && (await this.#pass())) this.#options.onProgress();
    } catch (error) {
      this.#again = false;
      this.#options.onError(error);
    }
  }

  /** One batch; false when nothing was waiting. */
  async #pass(): Promise<boolean> {
    const { queue } = this.#options;
    const opened: Opened[] = [];
    let taken = 0;
    while (taken < BATCH) {
      const claimed = await queue.claim({
        stage: 'intake',
        policies: null,
        leaseMs: SCREENING_LEASE_MS,
        role: 'lead',
      });
      if (claimed === null) break;
      taken += 1;
      const result = await openStored(claimed, this.#options.trust);
      if (result.ok) opened.push({ claimed, readable: readableBundle(result.bundle) });
      else await this.#quarantine(claimed, result.code, result.field);
    }
    if (opened.length > 0) await this.#score(opened);
    return taken > 0;
  }

  async #score(opened: readonly Opened[]): Promise<void> {
    const { classifier } = this.#options;
    let scores: readonly (BundleScore | null)[];
    try {
      scores = await classifier.classify(opened.map((entry) => entry.readable));
    } catch {
      // One bundle may have stopped the worker: score each alone, so that only that one goes on without a score.
      for (const entry of opened) await this.#scoreAlone(entry);
      return;
    }
    for (const [index, entry] of opened.entries()) {
      await this.#handOn(entry, scores[index] ?? null, null);
    }
  }

  async #scoreAlone(entry: Opened): Promise<void> {
    let score: BundleScore | null = null;
    let failure: NotScored | null = null;
    try {
      score = (await this.#options.classifier.classify([entry.readable]))[0] ?? null;
    } catch {
      failure = 'classifier_failed';
    }
    await this.#handOn(entry, score, failure);
  }

  async #handOn({ claimed, readable }: Opened, score: BundleScore | null, failure: NotScored | null): Promise<void> {
    const priority = priorityOf(claimed.policy, score?.case ?? null);
    const notScored = score === null ? (failure ?? readable.unread ?? 'no_text') : null;
    const common = { case: claimed.caseId, policy: claimed.policy, priority };
    const event: LogEvent =
      score === null
        ? { kind: 'case.unscored', ...common, cause: notScored ?? 'no_text' }
        : {
            kind: 'case.scored',
            ...common,
            model: score.model.id,
            label: score.case.label,
            band: score.case.band,
            p: rounded(score.case.scores[score.case.label] ?? 0),
          };
    await this.#options.queue.release(claimed, this.#entry(event), {
      stage: 'review',
      priority,
      note: writeNote({ score, notScored, escalations: [] }),
    });
  }

  async #quarantine(claimed: Claimed, code: string, field: string | null): Promise<void> {
    const event: LogEvent = {
      kind: 'case.quarantined',
      case: claimed.caseId,
      bundle: claimed.bundleId,
      code,
      bytes: claimed.sealed.byteLength,
    };
    await this.#options.queue.deadLetter(claimed, this.#entry(event), { to: 'quarantine', code, field });
  }

  #entry(event: LogEvent): LogDraft {
    return { at: new Date(this.#options.now()).toISOString(), actor: 'quintet', event };
  }
}

/** Four decimals are what a log entry needs of a probability. */
function rounded(probability: number): number {
  return Math.round(probability * 10_000) / 10_000;
}
