import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';

/**
 * The model as TensorFlow.js writes it: `model.json` with a layers topology and a weights manifest, `weights.bin` with
 * every weight as a 16-bit float. The topology is the part after pooling (input of the embedding's width → ReLU →
 * dense with sigmoid); the embedding table travels in the same weights file and is summed by Quintet itself.
 */
export const EMBEDDING_WEIGHT = 'embedding/embeddings';
export const KERNEL_WEIGHT = 'labels/kernel';
export const BIAS_WEIGHT = 'labels/bias';

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number().int().positive()),
  dtype: z.literal('float32'),
  quantization: z.object({ dtype: z.literal('float16'), original_dtype: z.literal('float32') }).optional(),
});

const modelFileSchema = z.object({
  format: z.literal('layers-model'),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string()).length(1), weights: z.array(weightSchema) }))
    .length(1),
});

export type WeightSpec = z.output<typeof weightSchema>;

export interface ModelShape {
  readonly buckets: number;
  readonly dimension: number;
  readonly labels: number;
}

/** The content of `model.json` for a model of this shape, as one canonical text. */
export function layersModelJson(shape: ModelShape, weightsFile: string): string {
  const { buckets, dimension, labels } = shape;
  const weight = (name: string, ...size: number[]): WeightSpec => ({
    name,
    shape: size,
    dtype: 'float32',
    quantization: { dtype: 'float16', original_dtype: 'float32' },
  });
  const document = {
    format: 'layers-model',
    generatedBy: 'quintet train',
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: 'quintet_bag_head',
          layers: [
            {
              class_name: 'Activation',
              config: { name: 'pooled', activation: 'relu', batch_input_shape: [null, dimension], dtype: 'float32' },
            },
            {
              class_name: 'Dense',
              config: { name: 'labels', units: labels, activation: 'sigmoid', use_bias: true, trainable: false },
            },
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: [
          weight(EMBEDDING_WEIGHT, buckets, dimension),
          weight(KERNEL_WEIGHT, dimension, labels),
          weight(BIAS_WEIGHT, labels),
        ],
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Weight list of a `model.json`, checked against the shape the manifest promises.
 * @throws ProblemError MODEL_INVALID
 */
export function readWeightSpecs(json: Buffer, shape: ModelShape): WeightSpec[] {
  const invalid = (what: string): never => {
    throw new ProblemError('MODEL_INVALID', `model.json ${what}.`);
  };
  let value: unknown;
  try {
    value = JSON.parse(json.toString('utf8'));
  } catch {
    return invalid('is not valid JSON');
  }
  const parsed = modelFileSchema.safeParse(value);
  const group = parsed.data?.weightsManifest[0];
  if (group === undefined) return invalid('is not a TensorFlow.js layers model with one weights file');
  const expected: Readonly<Record<string, readonly number[]>> = {
    [EMBEDDING_WEIGHT]: [shape.buckets, shape.dimension],
    [KERNEL_WEIGHT]: [shape.dimension, shape.labels],
    [BIAS_WEIGHT]: [shape.labels],
  };
  for (const [name, size] of Object.entries(expected)) {
    const spec = group.weights.find((weight) => weight.name === name);
    if (spec?.shape.join() !== size.join()) invalid(`has no weight ${name} of shape ${size.join(' × ')}`);
  }
  return group.weights;
}
