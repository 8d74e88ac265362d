import { BUCKETS, featurise } from '../classifier/featurise.ts';
import { editedCopy } from './augment.ts';
import { createRandom, shuffle, type Random } from '../../platform/random.ts';
import { UNKNOWN, type Example } from './read-data.ts';

/** Width of the embedding. */
export const DIMENSION = 32;

export interface TrainingOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Weight of the positives of each label. */
  readonly positiveWeights: readonly number[];
  /** Called after each epoch with the mean loss per known label. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** Weights of the model, 32-bit, row-major: `embedding` is buckets × dimension, `kernel` dimension × labels. */
export interface BagWeights {
  readonly embedding: Float32Array;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly labels: number;
}

const LEARNING_RATE = 0.05;
const ACCUMULATOR_START = 1e-3;
const EMBEDDING_SIGMA = 0.05;
const KERNEL_SIGMA = 0.15;
const EDITED_COPIES = 2;
const EDITED_SHARE = 0.35;
const SET_BIAS_DECAY = 1e-3;

interface Row {
  /** Buckets of the text itself, then of its edited copies. */
  readonly variants: readonly Uint16Array[];
  readonly labels: Uint8Array;
  readonly set: number;
}

function prepare(sets: readonly (readonly Example[])[], random: Random): Row[] {
  return sets.flatMap((examples, set) =>
    examples.map(({ text, labels }) => {
      const variants = [Uint16Array.from(featurise(text))];
      for (let copy = 0; copy < EDITED_COPIES; copy += 1)
        variants.push(Uint16Array.from(featurise(editedCopy(text, random))));
      return { variants, labels, set };
    }),
  );
}

function normals(length: number, sigma: number, random: Random): Float32Array {
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += 1) values[at] = sigma * random.normal();
  return values;
}

/**
 * Trains the bag of hashed n-grams: h = relu(Σ E[bucket] / √n), p = sigmoid(h·W + b + b of the row's data set), by
 * Adagrad (Duchi et al. 2011) one row at a time with a rate that falls to nothing; one accumulator per embedding row.
 * The data-set biases take up how each set was collected and are dropped afterwards. The same seed and rows give the
 * same weights, bit for bit.
 */
export class BagTrainer {
  private readonly random: Random;
  private readonly rows: readonly Row[];
  private readonly labels: number;
  private readonly options: TrainingOptions;
  private readonly embedding: Float32Array;
  private readonly kernel: Float32Array;
  private readonly bias: Float32Array;
  private readonly setBias: Float32Array;
  private readonly embeddingSquares = new Float32Array(BUCKETS).fill(ACCUMULATOR_START);
  private readonly kernelSquares: Float32Array;
  private readonly biasSquares: Float32Array;
  private readonly setBiasSquares: Float32Array;
  private readonly hidden = new Float32Array(DIMENSION);
  private readonly hiddenGradient = new Float32Array(DIMENSION);

  constructor(sets: readonly (readonly Example[])[], options: TrainingOptions) {
    this.options = options;
    this.labels = options.positiveWeights.length;
    this.random = createRandom(options.seed);
    this.embedding = normals(BUCKETS * DIMENSION, EMBEDDING_SIGMA, this.random);
    this.kernel = normals(DIMENSION * this.labels, KERNEL_SIGMA, this.random);
    this.bias = new Float32Array(this.labels);
    this.setBias = new Float32Array(sets.length * this.labels);
    this.kernelSquares = new Float32Array(this.kernel.length).fill(ACCUMULATOR_START);
    this.biasSquares = new Float32Array(this.labels).fill(ACCUMULATOR_START);
    this.setBiasSquares = new Float32Array(this.setBias.length).fill(ACCUMULATOR_START);
    this.rows = prepare(sets, this.random);
  }

  train(): BagWeights {
    const order = Uint32Array.from(this.rows.keys());
    const steps = order.length * this.options.epochs;
    let done = 0;
    for (let epoch = 1; epoch <= this.options.epochs; epoch += 1) {
      shuffle(order, this.random);
      let loss = 0;
      let known = 0;
      for (const at of order) {
        const row = this.rows[at];
        if (row === undefined) continue;
        const edited = this.random.next() < EDITED_SHARE ? 1 + this.random.below(EDITED_COPIES) : 0;
        const buckets = row.variants[edited] ?? new Uint16Array();
        loss += this.step(buckets, row, LEARNING_RATE * (1 - done / steps));
        known += row.labels.reduce((count, label) => count + (label === UNKNOWN ? 0 : 1), 0);
        done += 1;
      }
      this.options.onEpoch?.(epoch, loss / known);
    }
    return { embedding: this.embedding, kernel: this.kernel, bias: this.bias, labels: this.labels };
  }

  private step(buckets: Uint16Array, row: Row, rate: number): number {
    const { hidden, hiddenGradient, kernel, embedding } = this;
    const scale = buckets.length === 0 ? 0 : 1 / Math.sqrt(buckets.length);
    hidden.fill(0);
    for (const bucket of buckets) {
      const from = bucket * DIMENSION;
      for (let d = 0; d < DIMENSION; d += 1) hidden[d] = (hidden[d] ?? 0) + (embedding[from + d] ?? 0);
    }
    for (let d = 0; d < DIMENSION; d += 1) hidden[d] = Math.max(0, (hidden[d] ?? 0) * scale);
    hiddenGradient.fill(0);
    let loss = 0;
    for (let label = 0; label < this.labels; label += 1) {
      const truth = row.labels[label] ?? UNKNOWN;
      if (truth === UNKNOWN) continue;
      const inSet = row.set * this.labels + label;
      let logit = (this.bias[label] ?? 0) + (this.setBias[inSet] ?? 0);
      for (let d = 0; d < DIMENSION; d += 1) logit += (hidden[d] ?? 0) * (kernel[d * this.labels + label] ?? 0);
      const probability = 1 / (1 + Math.exp(-logit));
      const weight = truth === 1 ? (this.options.positiveWeights[label] ?? 1) : 1;
      const gradient = weight * (probability - truth);
      loss -= weight * Math.log(Math.max(1e-9, truth === 1 ? probability : 1 - probability));
      for (let d = 0; d < DIMENSION; d += 1) {
        const at = d * this.labels + label;
        hiddenGradient[d] = (hiddenGradient[d] ?? 0) + gradient * (kernel[at] ?? 0);
        descend(kernel, this.kernelSquares, at, gradient * (hidden[d] ?? 0), rate);
      }
      descend(this.bias, this.biasSquares, label, gradient, rate);
      descend(this.setBias, this.setBiasSquares, inSet, gradient + SET_BIAS_DECAY * (this.setBias[inSet] ?? 0), rate);
    }
    this.updateEmbedding(buckets, scale, rate);
    return loss;
  }

  private updateEmbedding(buckets: Uint16Array, scale: number, rate: number): void {
    const { hidden, hiddenGradient, embedding, embeddingSquares } = this;
    let square = 0;
    for (let d = 0; d < DIMENSION; d += 1) {
      const gradient = (hidden[d] ?? 0) > 0 ? (hiddenGradient[d] ?? 0) * scale : 0;
      hiddenGradient[d] = gradient;
      square += gradient * gradient;
    }
    if (square === 0) return;
    square /= DIMENSION;
    for (const bucket of buckets) {
      const squares = (embeddingSquares[bucket] ?? 0) + square;
      embeddingSquares[bucket] = squares;
      const factor = rate / Math.sqrt(squares);
      const from = bucket * DIMENSION;
      for (let d = 0; d < DIMENSION; d += 1)
        embedding[from + d] = (embedding[from + d] ?? 0) - factor * (hiddenGradient[d] ?? 0);
    }
  }
}

function descend(values: Float32Array, squares: Float32Array, at: number, gradient: number, rate: number): void {
  const square = (squares[at] ?? 0) + gradient * gradient;
  squares[at] = square;
  values[at] = (values[at] ?? 0) - (rate * gradient) / Math.sqrt(square);
}
