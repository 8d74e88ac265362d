import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { LABELS, type ModelIdentity } from '../../../common/domain/scores.ts';
import { ProblemError } from '../../../common/errors.ts';
import { FEATURIZER, featurizerFingerprint } from './featurise.ts';

export const MANIFEST_FILE = 'manifest.json';
export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const probability = z.number().min(0).max(1);

const labelSchema = z.strictObject({
  name: z.enum(LABELS),
  /** Too few examples to be an equal of the other labels. */
  experimental: z.boolean(),
  /** From here on a message is likely to be of this kind. */
  threshold: probability,
  /** From here on it is possible; below, unlikely. */
  possible: probability,
  /** Calibration after Platt 1999: p = sigmoid(a · logit + b). */
  platt: z.strictObject({ a: z.number().positive(), b: z.number() }),
  positives: z.strictObject({ training: z.number().int(), validation: z.number().int() }),
});

const manifestSchema = z.strictObject({
  format: z.literal('quintet-model/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u),
  featurizer: z.strictObject({ name: z.string(), fingerprint: sha256 }),
  buckets: z.number().int().positive(),
  dimension: z.number().int().positive().max(1024),
  /** In the order of the model's outputs. */
  labels: z.array(labelSchema).min(1),
  bands: z.strictObject({ rule: z.string() }),
  files: z.array(
    z.strictObject({
      path: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/u),
      bytes: z.number().int().nonnegative(),
      sha256,
    }),
  ),
  training: z.strictObject({
    seed: z.number().int(),
    epochs: z.number().int(),
    rows: z.number().int(),
    dataSets: z.array(
      z.strictObject({
        name: z.string(),
        origin: z.string(),
        licence: z.string(),
        language: z.string(),
        use: z.enum(['training', 'validation']),
        calibrates: z.boolean(),
        sha256,
        training: z.number().int(),
        validation: z.number().int(),
        leftOut: z.array(z.strictObject({ rows: z.number().int(), why: z.string() })),
      }),
    ),
  }),
});

/** What a model folder says of itself; `docs` for people are in its README.md. */
export type ModelManifest = z.output<typeof manifestSchema>;
export type ModelLabel = z.output<typeof labelSchema>;

/** A model folder whose files are complete and unchanged. */
export interface ModelFolder {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  /** Contents of the files the manifest lists, by name. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, name)).catch(() => {
    throw new ProblemError('MODEL_MISSING', `The model folder ${folder} has no ${name}.`);
  });
}

function parseManifest(bytes: Buffer, folder: string): ModelManifest {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ProblemError('MODEL_INVALID', `${MANIFEST_FILE} in ${folder} is not valid JSON.`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ProblemError('MODEL_INVALID', `${MANIFEST_FILE} in ${folder} is not valid at "${field}".`);
}

/**
 * Reads a model folder and checks everything that can be checked before running it.
 * @throws ProblemError MODEL_MISSING, MODEL_INVALID, MODEL_CHECKSUM (names the file)
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const manifestBytes = await readModelFile(folder, MANIFEST_FILE);
  const manifest = parseManifest(manifestBytes, folder);
  const files = new Map<string, Buffer>();
  for (const { path, sha256: expected, bytes } of manifest.files) {
    const content = await readModelFile(folder, path);
    if (content.length !== bytes || sha256Of(content) !== expected)
      throw new ProblemError('MODEL_CHECKSUM', `The model file ${path} in ${folder} does not match its checksum.`);
    files.set(path, content);
  }
  for (const needed of [MODEL_FILE, WEIGHTS_FILE])
    if (!files.has(needed))
      throw new ProblemError('MODEL_INVALID', `${MANIFEST_FILE} in ${folder} does not list ${needed}.`);
  if (manifest.featurizer.name !== FEATURIZER || manifest.featurizer.fingerprint !== featurizerFingerprint())
    throw new ProblemError(
      'MODEL_INVALID',
      `The model ${manifest.id} in ${basename(folder)} was made for another way of reading text than this version has.`,
    );
  return { manifest, identity: { id: manifest.id, sha256: sha256Of(manifestBytes) }, files };
}
