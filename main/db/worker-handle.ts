import { Worker } from 'node:worker_threads';
import { ProblemError, type Problem } from '../../common/errors.ts';
import { workerEntry } from '../platform/workers.ts';
import { CLOSE, type LockOptions, type WorkerMessage, type WorkerOptions } from './protocol.ts';

/** Operations slower than this are reported by name. */
const SLOW_MS = 100;

export interface WorkerEvents {
  readonly onSlow?: ((name: string, ms: number) => void) | undefined;
  readonly onChangedElsewhere?: (() => void) | undefined;
  readonly onCheckpoint?: ((problem: Problem | null) => void) | undefined;
}

/** A started database worker: numbered calls and their answers. */
export interface WorkerHandle {
  readonly damaged: string | null;
  call(name: string, input: unknown): Promise<unknown>;
  /** Lets pending calls finish, then ends the worker. */
  close(): Promise<void>;
}

interface Pending {
  readonly name: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (problem: Error) => void;
}

/**
 * Starts a worker and waits until it has opened the database. When a worker dies, the calls under way are rejected
 * with DB_FAILED: whether they took effect is unknown to the caller, but what was acknowledged is durable.
 */
export function startWorker(options: WorkerOptions | LockOptions, events: WorkerEvents = {}): Promise<WorkerHandle> {
  const worker = new Worker(workerEntry('db', new URL('./worker.ts', import.meta.url)), {
    workerData: options,
    execArgv: [],
  });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let dead: ProblemError | null = null;
  const ended = Promise.withResolvers<undefined>();
  const opened = Promise.withResolvers<WorkerHandle>();

  const die = (problem: ProblemError): void => {
    dead ??= problem;
    for (const call of pending.values()) call.reject(problem);
    pending.clear();
    opened.reject(problem);
  };
  worker.on('error', () => {
    die(new ProblemError('DB_FAILED', 'The database worker stopped. What was acknowledged is safe.'));
  });
  worker.on('exit', () => {
    die(new ProblemError('DB_FAILED', 'The database is closed.'));
    ended.resolve(undefined);
  });
  worker.on('message', (message: WorkerMessage) => {
    switch (message.type) {
      case 'opened':
        opened.resolve(handle(message.damaged));
        break;
      case 'refused':
        die(new ProblemError(message.problem.code, message.problem.message));
        break;
      case 'reply':
        settle(message);
        break;
      case 'changedElsewhere':
        events.onChangedElsewhere?.();
        break;
      case 'checkpoint':
        events.onCheckpoint?.(message.problem);
        break;
      case 'closed':
        break;
    }
  });

  const settle = ({ id, ms, result }: Extract<WorkerMessage, { type: 'reply' }>): void => {
    const call = pending.get(id);
    pending.delete(id);
    if (!call) return;
    if (ms > SLOW_MS) events.onSlow?.(call.name, ms);
    if (result.ok) call.resolve(result.value);
    else call.reject(new ProblemError(result.problem.code, result.problem.message));
  };

  const handle = (damaged: string | null): WorkerHandle => ({
    damaged,
    call: (name, input) => {
      if (dead) return Promise.reject(dead);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const id = nextId;
      nextId += 1;
      pending.set(id, { name, resolve, reject });
      worker.postMessage({ id, name, input });
      return promise;
    },
    close: async () => {
      if (!dead) worker.postMessage(CLOSE);
      await ended.promise;
    },
  });
  return opened.promise;
}
