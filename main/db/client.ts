import { ProblemError, type Problem } from '../../common/errors.ts';
import type { OperationInput, OperationName, OperationOutput, WriteOperationName } from './operations.ts';
import type { WorkerOptions } from './protocol.ts';
import { startWorker, type WorkerHandle } from './worker-handle.ts';

export interface DatabaseOptions extends Omit<WorkerOptions, 'role'> {
  /** False opens for reading only; calls that write are refused with DB_READONLY. */
  readonly writable: boolean;
  /** Told of operations that took longer than 100 ms, by name only. */
  readonly onSlow?: (name: string, ms: number) => void;
}

/** Calls the operations of a database, each in the worker it belongs to. */
export type DatabaseCall = <Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
) => Promise<OperationOutput<Name>>;

/**
 * The database as the core sees it: one writing worker, one reading worker so that searches never stand in the way of
 * a decision, and plain asynchronous calls. SQLite itself is never loaded in the calling process's main thread.
 */
export interface Database {
  readonly call: DatabaseCall;
  readonly writable: boolean;
  /** Why the log was found damaged when it was opened, in one sentence; appends are then refused with LOG_DAMAGED. */
  readonly damaged: string | null;
  /** The last failure to write the checkpoint file, or null. */
  checkpointProblem(): Problem | null;
  /**
   * Calls back after every change: with the operation when it was this process, with null when it was another one.
   * Returns the unsubscribe function.
   */
  onChange(listener: (operation: WriteOperationName | null) => void): () => void;
  /** One more reading worker, for long work such as verification; the caller closes it. */
  extraReader(): Promise<{ call: DatabaseCall; close(): Promise<void> }>;
  /** Writes the last checkpoint and ends the workers. */
  close(): Promise<void>;
}

const WRITES: Readonly<Record<WriteOperationName, { readonly changes: boolean }>> = {
  'log.append': { changes: true },
  'log.checkpoint': { changes: false },
  'log.verified': { changes: false },
  'queue.enqueue': { changes: true },
  'queue.claim': { changes: true },
  'queue.extend': { changes: false },
  'queue.complete': { changes: true },
  'queue.undo': { changes: true },
  'queue.settle': { changes: true },
  'queue.release': { changes: true },
  'queue.deadLetter': { changes: true },
  'queue.requeue': { changes: true },
  'queue.recover': { changes: true },
  'quarantine.add': { changes: true },
  'quarantine.release': { changes: true },
  'quarantine.delete': { changes: true },
  'retention.erase': { changes: true },
  'hold.set': { changes: true },
  'hold.lift': { changes: true },
  'case.erase': { changes: true },
  'wal.tryEmpty': { changes: false },
  'draft.save': { changes: false },
  'draft.delete': { changes: false },
  'people.put': { changes: true },
  'people.signedIn': { changes: true },
  'keys.change': { changes: true },
  'proposals.add': { changes: true },
  'proposals.decide': { changes: true },
  'disclosure.add': { changes: true },
  'disclosure.decide': { changes: true },
  'disclosure.exported': { changes: true },
  'appeal.open': { changes: true },
  'exposure.reveal': { changes: true },
};

/**
 * Opens the database in its workers.
 * @throws ProblemError DB_NEWER, DB_CORRUPT, DB_READONLY, DB_FULL, WORKSPACE_OPEN …
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { writable, onSlow, ...settings } = options;
  const listeners = new Set<(operation: WriteOperationName | null) => void>();
  let checkpointProblem: Problem | null = null;
  const changed = (operation: WriteOperationName | null): void => {
    for (const listener of listeners) listener(operation);
  };
  const startReader = (): Promise<WorkerHandle> =>
    startWorker({ ...settings, role: 'read', create: false, privateKey: null }, { onSlow });

  const writer = writable
    ? await startWorker(
        { ...settings, role: 'write' },
        {
          onSlow,
          onChangedElsewhere: () => {
            changed(null);
          },
          onCheckpoint: (problem) => {
            checkpointProblem = problem;
          },
        },
      )
    : null;
  const reader = await startReader().catch(async (thrown: unknown) => {
    await writer?.close();
    throw thrown;
  });

  const run = async (name: OperationName, input: unknown): Promise<unknown> => {
    const kind = Object.hasOwn(WRITES, name) ? WRITES[name as WriteOperationName] : null;
    if (!kind) return reader.call(name, input);
    if (!writer) throw new ProblemError('DB_READONLY', 'The workspace was opened for reading only.');
    const value = await writer.call(name, input);
    if (kind.changes) changed(name as WriteOperationName);
    return value;
  };

  return {
    call: run as DatabaseCall,
    writable,
    damaged: writer?.damaged ?? null,
    checkpointProblem: () => checkpointProblem,
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    extraReader: async () => {
      const extra = await startReader();
      return { call: ((name, input) => extra.call(name, input)) as DatabaseCall, close: () => extra.close() };
    },
    close: async () => {
      listeners.clear();
      await reader.close();
      await writer?.close();
    },
  };
}
