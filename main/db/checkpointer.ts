import { toProblem, type Problem } from '../../common/errors.ts';
import type { NoteSigner } from '../tlog/note.ts';
import { writeCheckpoint } from './checkpoint-file.ts';
import type { CheckpointSettings } from './context.ts';
import { classify } from './problems.ts';
import type { WritableDb } from './types.ts';

/** Least time between two checkpoints; what a crash can leave uncovered. */
const INTERVAL_MS = 250;

export interface Checkpointer {
  /** The log has grown. */
  appended(): void;
  /** Writes the last checkpoint if the log has grown since, and stops; a failure is reported and not tried again. */
  close(): void;
}

/** Keeps the checkpoint file up to date, a few times a second at most, whatever the rate of entries. */
export function createCheckpointer(
  db: WritableDb,
  settings: CheckpointSettings,
  signer: NoteSigner,
  report: (problem: Problem | null) => void,
): Checkpointer {
  let timer: NodeJS.Timeout | null = null;
  let failed = false;
  let closed = false;
  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    try {
      writeCheckpoint(db, settings, signer);
      if (failed) report(null);
      failed = false;
    } catch (thrown) {
      failed = true;
      report(toProblem(classify(thrown)));
      if (!closed) timer = setTimeout(flush, INTERVAL_MS * 4);
    }
  };
  return {
    appended: () => {
      timer ??= setTimeout(flush, INTERVAL_MS);
    },
    close: () => {
      closed = true;
      flush();
    },
  };
}
