import type { DecisionDraft } from '../../../../common/domain/decision.ts';

/** Pause in typing after which a draft is written. */
export const DRAFT_PAUSE_MS = 600;

export interface DraftSaverOptions {
  readonly save: (draft: DecisionDraft) => Promise<void>;
}

/**
 * Writes a case's draft to the core: after a pause in typing, or at once when told to. One write is under way at a
 * time and the newest draft always follows, so that drafts never overtake each other.
 */
export class DraftSaver {
  readonly #options: DraftSaverOptions;
  #newest: DecisionDraft | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  #stopped = false;

  constructor(options: DraftSaverOptions) {
    this.#options = options;
  }

  /** Takes note of a changed draft. */
  changed(draft: DecisionDraft): void {
    if (this.#stopped) return;
    this.#newest = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), DRAFT_PAUSE_MS);
  }

  /** Writes what is not written yet and resolves when it is done; a failed write is tried with the next change. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    const draft = this.#newest;
    if (draft === null || this.#stopped) return;
    this.#newest = null;
    this.#writing = this.#write(draft);
    await this.#writing;
    this.#writing = null;
  }

  /** Forgets what is not written: the case was decided or is no longer this window's. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #write(draft: DecisionDraft): Promise<void> {
    try {
      await this.#options.save(draft);
    } catch {
      this.#newest ??= draft;
    }
  }
}
