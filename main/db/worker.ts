import { parentPort, workerData } from 'node:worker_threads';
import { toProblem } from '../../common/errors.ts';
import { classify } from './problems.ts';
import { CLOSE, type LockOptions, type WorkerMessage, type WorkerOptions, type WorkerRequest } from './protocol.ts';
import { openSession, type DbSession } from './sessions.ts';

/** How often the writing worker looks whether another process has written. */
const POLL_MS = 300;

const port = parentPort;
if (!port) throw new Error('the database worker has no parent');

const tell = (message: WorkerMessage): void => {
  port.postMessage(message);
};

function serve(session: DbSession): void {
  const poll = setInterval(() => {
    if (session.changedElsewhere()) tell({ type: 'changedElsewhere' });
  }, POLL_MS);
  poll.unref();
  port?.on('message', (request: WorkerRequest | typeof CLOSE) => {
    if (request === CLOSE) {
      clearInterval(poll);
      session.close();
      tell({ type: 'closed' });
      port.close();
      return;
    }
    tell(answer(session, request));
  });
  tell({ type: 'opened', damaged: session.damaged });
}

function answer(session: DbSession, { id, name, input }: WorkerRequest): WorkerMessage {
  const start = performance.now();
  const done = (result: Extract<WorkerMessage, { type: 'reply' }>['result']): WorkerMessage => ({
    type: 'reply',
    id,
    ms: performance.now() - start,
    result,
  });
  try {
    return done({ ok: true, value: session.run(name, input) });
  } catch (thrown) {
    return done({ ok: false, problem: toProblem(classify(thrown)) });
  }
}

try {
  serve(
    openSession(workerData as WorkerOptions | LockOptions, (problem) => {
      tell({ type: 'checkpoint', problem });
    }),
  );
} catch (thrown) {
  tell({ type: 'refused', problem: toProblem(classify(thrown)) });
}
