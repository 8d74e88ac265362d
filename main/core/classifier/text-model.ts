import type { NamedTensorMap, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelIdentity } from '../../../common/domain/scores.ts';
import { ProblemError } from '../../../common/errors.ts';
import { BUCKETS } from './featurise.ts';
import { BIAS_WEIGHT, EMBEDDING_WEIGHT, KERNEL_WEIGHT, readWeightSpecs } from './layers-model.ts';
import { MODEL_FILE, readModelFolder, WEIGHTS_FILE, type ModelManifest } from './manifest.ts';
import { Pooler } from './pooling.ts';
import { startEngine, type EngineOptions } from './tensor-engine.ts';

/** A loaded model: texts in, calibrated probabilities out. Not safe to share between threads. */
export interface TextModel {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  /**
   * Probabilities, row-major: one row per text, one column per entry of `manifest.labels`. A text with nothing to read
   * (blank, invisible characters only) has zeros.
   */
  score(texts: readonly string[]): Float32Array;
  /** Frees the engine's memory. */
  dispose(): void;
}

export interface TextModelOptions extends EngineOptions {
  readonly modelDir: string;
}

function take(weights: NamedTensorMap, name: string): Float32Array {
  const tensor = weights[name];
  if (tensor === undefined) throw new ProblemError('MODEL_INVALID', `weights.bin has no weight ${name}.`);
  return Float32Array.from(tensor.dataSync());
}

/**
 * Loads a model folder onto an engine. Calibration is part of the head: p = sigmoid(a·(h·W + b₀) + b) is computed as
 * h·(aW) + (a·b₀ + b).
 * @throws ProblemError MODEL_MISSING, MODEL_INVALID, MODEL_CHECKSUM, ENGINE_MISSING
 */
export async function loadTextModel(options: TextModelOptions): Promise<TextModel> {
  const { manifest, identity, files } = await readModelFolder(options.modelDir);
  const tf = await startEngine(options);
  const labels = manifest.labels.length;
  const { dimension, buckets } = manifest;
  if (buckets !== BUCKETS) throw new ProblemError('MODEL_INVALID', `The model has ${buckets} buckets, not ${BUCKETS}.`);
  const specs = readWeightSpecs(files.get(MODEL_FILE) ?? Buffer.alloc(0), { buckets, dimension, labels });
  const bytes = Uint8Array.from(files.get(WEIGHTS_FILE) ?? []);
  const needed = specs.reduce((sum, { shape, quantization }) => {
    return sum + shape.reduce((size, length) => size * length, quantization === undefined ? 4 : 2);
  }, 0);
  if (bytes.length !== needed)
    throw new ProblemError('MODEL_INVALID', `weights.bin has ${bytes.length} bytes where model.json needs ${needed}.`);
  const decoded = tf.io.decodeWeights(
    bytes.buffer,
    specs.map(({ quantization, ...spec }) => (quantization === undefined ? spec : { ...spec, quantization })),
  );
  const embedding = take(decoded, EMBEDDING_WEIGHT);
  const kernel = take(decoded, KERNEL_WEIGHT);
  const bias = take(decoded, BIAS_WEIGHT);
  tf.dispose(decoded);
  for (const [column, { platt }] of manifest.labels.entries()) {
    for (let at = column; at < kernel.length; at += labels) kernel[at] = (kernel[at] ?? 0) * platt.a;
    bias[column] = (bias[column] ?? 0) * platt.a + platt.b;
  }
  const kernelTensor: Tensor2D = tf.tensor2d(kernel, [dimension, labels]);
  const biasTensor: Tensor1D = tf.tensor1d(bias);
  const pooler = new Pooler(embedding, dimension);
  return {
    manifest,
    identity,
    score: (texts) => {
      if (texts.length === 0) return new Float32Array();
      const pooled = new Float32Array(texts.length * dimension);
      const blank: number[] = [];
      for (const [row, text] of texts.entries()) if (!pooler.pool(text, pooled, row * dimension)) blank.push(row);
      let probabilities = new Float32Array();
      // Nothing is returned from the scope: the library would walk through every number of what is returned.
      tf.tidy(() => {
        const hidden = tf.relu(tf.tensor2d(pooled, [texts.length, dimension]));
        const logits = tf.add(tf.matMul(hidden, kernelTensor), biasTensor);
        probabilities = Float32Array.from(tf.sigmoid(logits).dataSync());
      });
      for (const row of blank) probabilities.fill(0, row * labels, (row + 1) * labels);
      return probabilities;
    },
    dispose: () => {
      kernelTensor.dispose();
      biasTensor.dispose();
    },
  };
}
