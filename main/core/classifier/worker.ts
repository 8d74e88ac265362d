import { parentPort, workerData } from 'node:worker_threads';
import { toProblem } from '../../../common/errors.ts';
import { scoreBundles } from './case-score.ts';
import { loadTextModel, type TextModel } from './text-model.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './worker-protocol.ts';

/** Worker thread of the classifier: loads one model, then answers requests in order. It never ends by itself. */
const port = parentPort;
if (port === null) throw new Error('the classifier worker runs as a worker thread only');

const start = performance.now();
const options = workerData as WorkerStart;
const loading: Promise<TextModel> = loadTextModel(options).then((model) => {
  model.score(['ready']);
  return model;
});
const loaded = loading.then(
  () => performance.now() - start,
  () => 0,
);

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  try {
    const model = await loading;
    if (request.kind === 'classify')
      return { id: request.id, kind: 'scores', scores: scoreBundles(model, request.bundles) };
    const labels = model.manifest.labels.map(({ name }) => name);
    const info = { model: model.identity, engine: options.engine, labels, loadMs: await loaded };
    return { id: request.id, kind: 'info', info };
  } catch (thrown) {
    return { id: request.id, kind: 'problem', problem: toProblem(thrown) };
  }
}

port.on('message', (request: WorkerRequest) => {
  void answer(request).then((reply) => {
    port.postMessage(reply);
  });
});
