import { LABELS, type Label } from '../../../common/domain/scores.ts';
import { BUCKETS, FEATURIZER, featurise, featurizerFingerprint } from '../classifier/featurise.ts';
import { layersModelJson } from '../classifier/layers-model.ts';
import { MANIFEST_FILE, MODEL_FILE, sha256Of, WEIGHTS_FILE, type ModelManifest } from '../classifier/manifest.ts';
import { BagTrainer, DIMENSION, type BagWeights } from './bag-trainer.ts';
import { calibrate, POSSIBLE_RECALL, type Calibration, type SetLogits } from './calibrate.ts';
import { quantise } from './float16.ts';
import { modelCard } from './model-card.ts';
import { readTrainingData, UNKNOWN, type DataSet, type Example } from './read-data.ts';
import { measureModel } from './validation.ts';
import { writeFiles } from './write-model.ts';

export interface TrainOptions {
  readonly data: string;
  readonly out: string;
  readonly seed: number;
  readonly epochs: number;
  /** Progress in words. */
  readonly note: (sentence: string) => void;
}

export interface TrainResult {
  /** Rows trained on. */
  readonly rows: number;
  /** Known training labels: label → rows that are positive. */
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  readonly seconds: number;
  readonly out: string;
  /** SHA-256 of the manifest, the model's identity. */
  readonly sha256: string;
}

/** Weight of the positives in the loss, by how rare the label is. */
const POSITIVE_WEIGHTS: Readonly<Record<Label, number>> = {
  toxicity: 1,
  insult: 1.5,
  hate: 1,
  threat: 4,
  sexual: 6,
  spam_scam: 2,
  sexism: 1.5,
};

/** Fewest positives, in training and in validation, for a label to be called more than experimental. */
const LEAST_TRAINING = 500;
const LEAST_VALIDATION = 50;

export const BAND_RULE =
  `likely: probability ≥ threshold, the middle of those with the best macro-F1 averaged over the calibrating validation sets, each weighing the root of its positives and taken with as many rows of sets without the label; ` +
  `possible: ≥ possible, at which their average recall is at least ${POSSIBLE_RECALL}, kept within half to two thirds of the threshold; ` +
  'unlikely: below. ' +
  'A case takes, per label, the largest probability of the messages that count; earlier ones weigh 0.9.';

function positivesOf(examples: readonly Example[], label: number): number {
  return examples.reduce((sum, { labels }) => sum + (labels[label] === 1 ? 1 : 0), 0);
}

/** Logits of examples for every label, row-major; what the shipped files will compute, up to rounding. */
function logitsOf(examples: readonly Example[], weights: BagWeights): Float64Array {
  const logits = new Float64Array(examples.length * weights.labels);
  const hidden = new Float64Array(DIMENSION);
  for (const [row, { text }] of examples.entries()) {
    const buckets = featurise(text);
    hidden.fill(0);
    for (const bucket of buckets)
      for (let d = 0; d < DIMENSION; d += 1)
        hidden[d] = (hidden[d] ?? 0) + (weights.embedding[bucket * DIMENSION + d] ?? 0);
    const scale = buckets.length === 0 ? 0 : 1 / Math.sqrt(buckets.length);
    for (let label = 0; label < weights.labels; label += 1) {
      let logit = weights.bias[label] ?? 0;
      for (let d = 0; d < DIMENSION; d += 1)
        logit += Math.max(0, (hidden[d] ?? 0) * scale) * (weights.kernel[d * weights.labels + label] ?? 0);
      logits[row * weights.labels + label] = logit;
    }
  }
  return logits;
}

function calibrateLabels(sets: readonly DataSet[], weights: BagWeights): Calibration[] {
  const used = sets.filter((set) => set.source.calibrates && set.validation.length > 0);
  const logits = used.map((set) => logitsOf(set.validation, weights));
  return LABELS.map((_, label) => {
    const perSet = used.map((set, at): SetLogits => {
      const rows = [...set.validation.keys()].filter((row) => set.validation[row]?.labels[label] !== UNKNOWN);
      return {
        logits: Float64Array.from(rows, (row) => logits[at]?.[row * LABELS.length + label] ?? 0),
        truths: Uint8Array.from(rows, (row) => set.validation[row]?.labels[label] ?? 0),
      };
    });
    return calibrate(perSet);
  });
}

function buildManifest(
  sets: readonly DataSet[],
  calibrations: readonly Calibration[],
  files: ModelManifest['files'],
  options: TrainOptions,
): ModelManifest {
  const weights = files.find(({ path }) => path === WEIGHTS_FILE)?.sha256 ?? '';
  return {
    format: 'quintet-model/1',
    id: `text-v1-${weights.slice(0, 8)}`,
    featurizer: { name: FEATURIZER, fingerprint: featurizerFingerprint() },
    buckets: BUCKETS,
    dimension: DIMENSION,
    labels: LABELS.map((name, label) => {
      const calibration = calibrations[label] ?? { platt: { a: 1, b: 0 }, threshold: 0.5, possible: 0.25 };
      const training = sets.reduce((sum, set) => sum + positivesOf(set.training, label), 0);
      const validation = sets.reduce((sum, set) => sum + positivesOf(set.validation, label), 0);
      const experimental = training < LEAST_TRAINING || validation < LEAST_VALIDATION;
      return { name, experimental, ...calibration, positives: { training, validation } };
    }),
    bands: { rule: BAND_RULE },
    files,
    training: {
      seed: options.seed,
      epochs: options.epochs,
      rows: sets.reduce((sum, set) => sum + set.training.length, 0),
      dataSets: sets.map(({ source, sha256, training, validation, leftOut }) => ({
        name: source.name,
        origin: source.origin,
        licence: source.licence,
        language: source.language ?? 'English',
        use: source.use,
        calibrates: source.calibrates,
        sha256,
        training: training.length,
        validation: validation.length,
        leftOut: [...leftOut],
      })),
    },
  };
}

/**
 * Trains a model on every `.jsonl` file of a folder and writes the model folder: `model.json`, `weights.bin`,
 * `manifest.json`, then, measured with those very files, `validation.json` and the model card. The same seed and data
 * give the same files, byte for byte.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const start = performance.now();
  const sets = await readTrainingData(options.data);
  for (const { source, leftOut } of sets)
    for (const { rows, why } of leftOut) options.note(`${source.name}: ${rows} rows left out (${why}).`);
  const rows = sets.reduce((sum, set) => sum + set.training.length, 0);
  options.note(`${rows} rows read from ${sets.length} sets; preparing them.`);
  const trainer = new BagTrainer(
    sets.map((set) => set.training),
    {
      seed: options.seed,
      epochs: options.epochs,
      positiveWeights: LABELS.map((label) => POSITIVE_WEIGHTS[label]),
      onEpoch: (epoch, loss) => {
        options.note(`Epoch ${epoch} of ${options.epochs}: loss ${loss.toFixed(4)}.`);
      },
    },
  );
  const weights = trainer.train();
  const weightBytes = Buffer.concat([weights.embedding, weights.kernel, weights.bias].map((part) => quantise(part)));
  const calibrations = calibrateLabels(sets, weights);
  const shape = { buckets: BUCKETS, dimension: DIMENSION, labels: LABELS.length };
  const files = await writeFiles(options.out, [
    { path: MODEL_FILE, content: Buffer.from(layersModelJson(shape, WEIGHTS_FILE)) },
    { path: WEIGHTS_FILE, content: weightBytes },
  ]);
  const manifest = buildManifest(sets, calibrations, files, options);
  const manifestBytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeFiles(options.out, [{ path: MANIFEST_FILE, content: manifestBytes }]);
  options.note('Measuring the model on the validation rows.');
  const validation = await measureModel(options.out, sets);
  await writeFiles(options.out, [
    { path: 'validation.json', content: Buffer.from(`${JSON.stringify(validation, null, 2)}\n`) },
    { path: 'README.md', content: Buffer.from(modelCard(manifest, validation)) },
  ]);
  return {
    rows,
    labels: Object.fromEntries(manifest.labels.map(({ name, positives }) => [name, positives.training])),
    seconds: Math.round(performance.now() - start) / 1000,
    out: options.out,
    sha256: sha256Of(manifestBytes),
  };
}
