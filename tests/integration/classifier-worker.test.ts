import { cp, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createClassifier, type ClassifierOptions } from '../../main/core/classifier/client.ts';
import type { Classifier, ReadableBundle } from '../../main/core/classifier/engine.ts';
import { shippedModelDir } from '../../main/core/classifier/model-dir.ts';

const modelDir = shippedModelDir();
const bundle = (bundleId: string, text: string): ReadableBundle => ({
  bundleId,
  messages: [
    { slot: 4, role: 'reporter', text: 'please stop writing to me' },
    { slot: 5, role: 'subject', text },
  ],
});

/** A worker that answers the first request after the number in its model folder's name by crashing. */
const CRASHING = `
import { parentPort } from 'node:worker_threads';
import { existsSync, writeFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
const marker = workerData.modelDir + '/crashed';
parentPort.on('message', ({ id }) => {
  if (existsSync(marker)) parentPort.postMessage({ id, kind: 'scores', scores: [null] });
  else { writeFileSync(marker, ''); throw new Error('boom'); }
});
`;

describe('the classifier worker', () => {
  const open: Classifier[] = [];
  const folders: string[] = [];

  function classifier(options: ClassifierOptions): Classifier {
    const created = createClassifier(options);
    open.push(created);
    return created;
  }

  async function folder(): Promise<string> {
    const created = await mkdtemp(join(tmpdir(), 'quintet-classifier-'));
    folders.push(created);
    return created;
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await Promise.all(folders.splice(0).map((one) => rm(one, { recursive: true, force: true })));
  });

  it('scores bundles in the order given and says what it is', async () => {
    const worker = classifier({ modelDir });
    const scores = await worker.classify([
      bundle('first', 'you stupid idiot, nobody likes you'),
      { bundleId: 'second', messages: [{ slot: 5, role: 'subject', text: null }] },
      bundle('third', 'see you at six'),
    ]);
    const info = await worker.info();
    expect(scores.map((score) => score?.bundleId)).toEqual(['first', undefined, 'third']);
    expect(scores[0]?.case).toMatchObject({ label: 'toxicity', band: 'likely', slots: [5] });
    expect(scores[0]?.messages.map(({ slot, role }) => [slot, role])).toEqual([
      [4, 'reporter'],
      [5, 'subject'],
    ]);
    expect(scores[2]?.case.band).not.toBe('likely');
    expect(scores[0]?.model).toEqual(info.model);
    expect(info).toMatchObject({
      engine: 'wasm',
      labels: expect.arrayContaining(['toxicity', 'spam_scam']) as unknown,
    });
  });

  it('answers many calls at once, each with its own result', async () => {
    const worker = classifier({ modelDir });
    const calls = Array.from({ length: 40 }, (_, at) => worker.classify([bundle(String(at), `message ${at}`)]));
    const results = await Promise.all(calls);
    expect(results.map(([score]) => score?.bundleId)).toEqual(Array.from({ length: 40 }, (_, at) => String(at)));
  });

  it('fails the calls under way when it crashes and starts afresh with the next', async () => {
    const place = await folder();
    const entry = join(place, 'crashing.mjs');
    await writeFile(entry, CRASHING);
    const worker = classifier({ modelDir: place, entry: pathToFileURL(entry) });
    const failed = await Promise.allSettled([worker.classify([]), worker.classify([]), worker.info()]);
    for (const outcome of failed)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CLASSIFIER_FAILED' } });
    await expect(worker.classify([])).resolves.toEqual([null]);
  });

  it('reports what is wrong with a model and works once that is put right', async () => {
    const place = await folder();
    await cp(modelDir, place, { recursive: true });
    await unlink(join(place, 'weights.bin'));
    const worker = classifier({ modelDir: place });
    await expect(worker.info()).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    await cp(join(modelDir, 'weights.bin'), join(place, 'weights.bin'));
    await expect(worker.info()).resolves.toMatchObject({ engine: 'wasm' });
  });

  it('refuses calls after it was closed', async () => {
    const worker = classifier({ modelDir });
    await worker.close();
    await expect(worker.info()).rejects.toMatchObject({ code: 'CLASSIFIER_FAILED' });
  });

  it('fails calls under way when it is closed', async () => {
    const worker = classifier({ modelDir });
    const call = worker.info();
    const outcome = expect(call).rejects.toMatchObject({ code: 'CLASSIFIER_FAILED' });
    await worker.close();
    await outcome;
  });
});
