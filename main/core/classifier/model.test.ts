import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPERIMENTAL_LABELS, LABELS } from '../../../common/domain/scores.ts';
import { BUCKETS, featurise } from './featurise.ts';
import { EMBEDDING_WEIGHT } from './layers-model.ts';
import { readModelFolder, sha256Of, type ModelManifest } from './manifest.ts';
import { shippedModelDir } from './model-dir.ts';
import { nativeEngineInstalled } from './tensor-engine.ts';
import { loadTextModel } from './text-model.ts';

const SHIPPED = shippedModelDir();
const TEXTS = [
  'hi, are we still meeting at 6?',
  'you are a stupid idiot',
  'WON a prize! claim £1000 at http://x.example now',
  'ok',
  'Du bist ein Idiot',
  '😀😀',
];

describe('the shipped model', () => {
  it('is complete, unchanged and knows every label', async () => {
    const { manifest, files } = await readModelFolder(SHIPPED);
    expect(manifest.labels.map(({ name }) => name)).toEqual([...LABELS]);
    // What the screens call experimental is what the shipped model calls so.
    expect(manifest.labels.filter(({ experimental }) => experimental).map(({ name }) => name)).toEqual(
      EXPERIMENTAL_LABELS,
    );
    for (const { threshold, possible } of manifest.labels) expect(possible).toBeLessThan(threshold);
    expect(files.get('weights.bin')?.length).toBe(2 * (BUCKETS * 32 + 32 * 7 + 7));
    expect(manifest.training.dataSets.find(({ name }) => name === 'cat_wiki_context')).toMatchObject({
      use: 'validation',
      training: 0,
    });
  });

  it('gives the same probabilities on wasm and on cpu, alone and in a batch', async () => {
    const wasm = await loadTextModel({ modelDir: SHIPPED, engine: 'wasm', wasmDir: null });
    const batch = wasm.score(TEXTS);
    const alone = TEXTS.flatMap((text) => [...wasm.score([text])]);
    wasm.dispose();
    const cpu = await loadTextModel({ modelDir: SHIPPED, engine: 'cpu', wasmDir: null });
    const other = cpu.score(TEXTS);
    cpu.dispose();
    expect(batch).toHaveLength(TEXTS.length * LABELS.length);
    for (const [at, probability] of batch.entries()) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
      expect(other[at]).toBeCloseTo(probability, 5);
      expect(alone[at]).toBeCloseTo(probability, 5);
    }
  });

  it('tells plain abuse and plain spam from plain talk', async () => {
    const model = await loadTextModel({ modelDir: SHIPPED, engine: 'wasm', wasmDir: null });
    const scores = model.score(TEXTS);
    model.dispose();
    const at = (row: number, label: (typeof LABELS)[number]): number =>
      scores[row * LABELS.length + LABELS.indexOf(label)]!;
    expect(at(1, 'toxicity')).toBeGreaterThan(0.9);
    expect(at(0, 'toxicity')).toBeLessThan(0.1);
    expect(at(2, 'spam_scam')).toBeGreaterThan(0.9);
    expect(at(0, 'spam_scam')).toBeLessThan(0.1);
  });

  it('scores a text with nothing to read as zero everywhere', async () => {
    const model = await loadTextModel({ modelDir: SHIPPED, engine: 'wasm', wasmDir: null });
    expect([...model.score(['', '\u200b', '\ud800'])].every((probability) => probability === 0)).toBe(true);
    expect(model.score([])).toHaveLength(0);
    model.dispose();
  });

  it('is a TensorFlow.js layers model: the library alone gives the same logits', async () => {
    const { manifest, files } = await readModelFolder(SHIPPED);
    const json = JSON.parse(files.get('model.json')!.toString()) as tf.io.ModelJSON;
    const weightData = Uint8Array.from(files.get('weights.bin')!).buffer;
    const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
    await tf.setBackend('cpu');
    const library = await loadLayersModel(
      { load: () => Promise.resolve({ modelTopology: json.modelTopology, weightSpecs, weightData }) },
      { strict: false },
    );
    const embedding = tf.io.decodeWeights(weightData, weightSpecs)[EMBEDDING_WEIGHT]!.dataSync();
    const model = await loadTextModel({ modelDir: SHIPPED, engine: 'cpu', wasmDir: null });
    for (const text of TEXTS) {
      const buckets = featurise(text);
      const pooled = Array.from({ length: manifest.dimension }, (_, d) => {
        const sum = buckets.reduce((total, bucket) => total + embedding[bucket * manifest.dimension + d]!, 0);
        return sum / Math.sqrt(buckets.length);
      });
      const raw = (library.predict(tf.tensor2d([pooled])) as tf.Tensor).dataSync();
      const scores = model.score([text]);
      for (const [at, { platt }] of manifest.labels.entries()) {
        const logit = Math.log(raw[at]! / (1 - raw[at]!));
        expect(scores[at]).toBeCloseTo(1 / (1 + Math.exp(-(platt.a * logit + platt.b))), 3);
      }
    }
    model.dispose();
  });

  it('runs on TensorFlow only where its native part is installed', async () => {
    if (nativeEngineInstalled()) return;
    await expect(loadTextModel({ modelDir: SHIPPED, engine: 'node', wasmDir: null })).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      message: expect.stringContaining('npm run accelerate') as string,
    });
  });

  it('says where it looked for the WebAssembly engine', async () => {
    await expect(
      loadTextModel({ modelDir: SHIPPED, engine: 'wasm', wasmDir: '/nowhere/at/all' }),
    ).rejects.toMatchObject({ code: 'ENGINE_MISSING', message: expect.stringContaining('/nowhere/at/all') as string });
  });
});

describe('a damaged model folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quintet-model-'));
    await cp(SHIPPED, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function editManifest(edit: (manifest: ModelManifest) => unknown): Promise<void> {
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as ModelManifest;
    await writeFile(path, JSON.stringify(edit(manifest)));
  }

  it.each(['manifest.json', 'model.json', 'weights.bin'])('is refused without %s', async (name) => {
    await unlink(join(folder, name));
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining(name) as string,
    });
  });

  it.each(['model.json', 'weights.bin'])('is refused when one byte of %s differs', async (name) => {
    const bytes = await readFile(join(folder, name));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, name), bytes);
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'MODEL_CHECKSUM',
      message: expect.stringContaining(name) as string,
    });
  });

  it('is refused when its manifest is no JSON, lacks a field, or names a path', async () => {
    await writeFile(join(folder, 'manifest.json'), '{');
    await expect(readModelFolder(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await cp(join(SHIPPED, 'manifest.json'), join(folder, 'manifest.json'));
    await editManifest((manifest) => ({ ...manifest, labels: undefined }));
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('"labels"') as string,
    });
    await cp(join(SHIPPED, 'manifest.json'), join(folder, 'manifest.json'));
    await editManifest((manifest) => ({ ...manifest, files: [{ ...manifest.files[0], path: '../secret' }] }));
    await expect(readModelFolder(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });

  it('is refused when it was made for another featuriser', async () => {
    await editManifest((manifest) => ({
      ...manifest,
      featurizer: { ...manifest.featurizer, fingerprint: '0'.repeat(64) },
    }));
    await expect(readModelFolder(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });

  it('is refused when model.json promises other weights than the manifest', async () => {
    const json = (await readFile(join(folder, 'model.json'), 'utf8')).replace('65536', '32768');
    await writeFile(join(folder, 'model.json'), json);
    await editManifest((manifest) => ({
      ...manifest,
      files: manifest.files.map((file) =>
        file.path === 'model.json' ? { ...file, bytes: json.length, sha256: sha256Of(Buffer.from(json)) } : file,
      ),
    }));
    await expect(loadTextModel({ modelDir: folder, engine: 'cpu', wasmDir: null })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    });
  });
});
