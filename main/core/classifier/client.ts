import { Worker } from 'node:worker_threads';
import { ProblemError } from '../../../common/errors.ts';
import { workerEntry } from '../../platform/workers.ts';
import type { Classifier, EngineName } from './engine.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './worker-protocol.ts';

export interface ClassifierOptions {
  /** Folder with manifest, model.json and weights. */
  readonly modelDir: string;
  readonly engine?: EngineName;
  /** Folder with the `.wasm` files where the package's own cannot be found, as in a packaged build. */
  readonly wasmDir?: string | null;
  /** Worker entry, for tests that need one that fails. */
  readonly entry?: URL;
}

interface Pending {
  resolve(reply: WorkerReply): void;
  reject(problem: ProblemError): void;
}

type Ask = { readonly kind: 'info' } | Omit<Extract<WorkerRequest, { kind: 'classify' }>, 'id'>;

function unexpected(reply: WorkerReply): ProblemError {
  return new ProblemError('CLASSIFIER_FAILED', `The classifier gave an unexpected answer (${reply.kind}).`);
}

/** Calls to one worker thread; see {@link createClassifier}. */
class WorkerClassifier implements Classifier {
  readonly #start: WorkerStart;
  readonly #entry: URL;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #lastId = 0;
  #closed = false;

  constructor(options: ClassifierOptions) {
    this.#start = {
      modelDir: options.modelDir,
      engine: options.engine ?? 'wasm',
      wasmDir: options.wasmDir ?? null,
    };
    this.#entry = options.entry ?? workerEntry('classifier', new URL('./worker.ts', import.meta.url));
  }

  async info(): ReturnType<Classifier['info']> {
    const reply = await this.#ask({ kind: 'info' });
    if (reply.kind !== 'info') throw unexpected(reply);
    return reply.info;
  }

  async classify(...[bundles]: Parameters<Classifier['classify']>): ReturnType<Classifier['classify']> {
    const reply = await this.#ask({ kind: 'classify', bundles });
    if (reply.kind !== 'scores') throw unexpected(reply);
    return reply.scores;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
    this.#failAll();
  }

  async #ask(ask: Ask): Promise<WorkerReply> {
    if (this.#closed) throw new ProblemError('CLASSIFIER_FAILED', 'The classifier has been closed.');
    const worker = (this.#worker ??= this.#spawn());
    this.#lastId += 1;
    const id = this.#lastId;
    const reply = await new Promise<WorkerReply>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...ask, id });
    });
    if (reply.kind === 'problem') throw new ProblemError(reply.problem.code, reply.problem.message);
    return reply;
  }

  #spawn(): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#start, name: 'classifier' });
    worker.on('message', (reply: WorkerReply) => {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (this.#pending.size === 0) worker.unref();
      // A model that cannot be loaded stays so in this worker; the next call tries afresh.
      if (reply.kind === 'problem') this.#retire(worker);
      pending?.resolve(reply);
    });
    worker.on('error', () => {
      this.#lose(worker);
    });
    worker.on('exit', () => {
      this.#lose(worker);
    });
    return worker;
  }

  #retire(worker: Worker): void {
    if (this.#pending.size > 0 || this.#worker !== worker) return;
    this.#worker = null;
    void worker.terminate();
  }

  /** The worker is gone: its calls fail, the next call starts another. */
  #lose(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#failAll();
  }

  #failAll(): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of waiting) call.reject(new ProblemError('CLASSIFIER_FAILED'));
  }
}

/**
 * The classifier in a worker thread of its own. The worker starts with the first call. When it crashes, the calls under
 * way are rejected with CLASSIFIER_FAILED and the next call starts a fresh one. An idle worker does not keep the
 * process alive.
 */
export function createClassifier(options: ClassifierOptions): Classifier {
  return new WorkerClassifier(options);
}
