import { scoreBundles } from '../../main/core/classifier/case-score.ts';
import { createClassifier } from '../../main/core/classifier/client.ts';
import type { ReadableBundle } from '../../main/core/classifier/engine.ts';
import { shippedModelDir } from '../../main/core/classifier/model-dir.ts';
import { loadTextModel, type TextModel } from '../../main/core/classifier/text-model.ts';
import { chatTexts, KEYWORDS } from './chat-text.ts';

interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly baseline: number;
  readonly ratio: number;
  readonly n: number;
  /** Lowest and highest of the rounds. */
  readonly spread: readonly [number, number];
  /** The same rounds by the clock on the wall, where other programs may have taken their share. */
  readonly wallClock?: number;
  readonly baselineIs: string;
}

const ROUNDS = 7;
const MESSAGES = 3_000;
/** One pass is over within a tick of the processor's clock and would measure as nothing. */
const BASELINE_PASSES = 50;
const BUNDLES = 600;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

interface Rate {
  /** Per second of this thread's processor time: one core's worth, also on a machine that is busy with other things. */
  readonly core: number;
  /** Per second of the clock on the wall. */
  readonly wall: number;
}

function ratePerSecond(count: number, work: () => void): Rate {
  const start = performance.now();
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return { core: (count / (user + system)) * 1e6, wall: (count / (performance.now() - start)) * 1000 };
}

/**
 * Messages per second of one core, text to probabilities, on the calling thread; every round reads messages not seen
 * before. Baseline and value use the same clock.
 */
function throughput(model: TextModel, batch: number): Figure {
  const rates: Rate[] = [];
  const baselines: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const texts = chatTexts(MESSAGES, batch * 1000 + round);
    let hits = 0;
    const baseline = ratePerSecond(texts.length * BASELINE_PASSES, () => {
      for (let pass = 0; pass < BASELINE_PASSES; pass += 1)
        for (const text of texts) if (KEYWORDS.test(text)) hits += 1;
    });
    const rate = ratePerSecond(texts.length, () => {
      for (let at = 0; at < texts.length; at += batch) model.score(texts.slice(at, at + batch));
    });
    // The first round warms the engine and is not counted.
    if (round === 0 || hits === 0) continue;
    baselines.push(baseline.core);
    rates.push(rate);
  }
  const cores = rates.map(({ core }) => Math.round(core));
  const value = median(cores);
  const baseline = Math.round(median(baselines));
  return {
    value,
    unit: 'messages/s',
    baseline,
    ratio: value / baseline,
    n: rates.length * MESSAGES,
    spread: spreadOf(cores),
    wallClock: Math.round(median(rates.map(({ wall }) => wall))),
    baselineIs: 'a keyword expression over the same texts',
  };
}

function bundles(): ReadableBundle[] {
  const texts = chatTexts(BUNDLES * 5, 77);
  return Array.from({ length: BUNDLES }, (_, at) => ({
    bundleId: String(at),
    messages: [1, 2, 3, 4, 5].map((slot) => ({
      slot,
      role: slot % 2 === 1 ? ('subject' as const) : ('reporter' as const),
      text: texts[at * 5 + slot - 1] ?? '',
    })),
  }));
}

/** Milliseconds from handing one bundle of five to the worker to having its scores; 99th percentile. */
async function bundleLatency(model: TextModel, modelDir: string): Promise<Figure> {
  const work = bundles();
  const direct: number[] = [];
  const hopped: number[] = [];
  const classifier = createClassifier({ modelDir });
  try {
    await classifier.classify(work.slice(0, 50));
    for (const bundle of work) {
      let start = performance.now();
      scoreBundles(model, [bundle]);
      direct.push(performance.now() - start);
      start = performance.now();
      await classifier.classify([bundle]);
      hopped.push(performance.now() - start);
    }
  } finally {
    await classifier.close();
  }
  const value = percentile(hopped, 0.99);
  const baseline = percentile(direct, 0.99);
  return {
    value,
    unit: 'ms',
    baseline,
    ratio: value / baseline,
    n: hopped.length,
    spread: [percentile(hopped, 0.5), Math.max(...hopped)],
    baselineIs: 'the same bundles scored without a worker; spread is median and maximum',
  };
}

/** Figures of the classifier on this machine, with the shipped model on wasm. */
export async function run(): Promise<Record<string, Figure>> {
  const modelDir = shippedModelDir();
  const model = await loadTextModel({ modelDir, engine: 'wasm', wasmDir: null });
  try {
    return {
      'classify.batch1': throughput(model, 1),
      'classify.batch5': throughput(model, 5),
      'classify.batch64': throughput(model, 64),
      'classify.bundle.p99': await bundleLatency(model, modelDir),
    };
  } finally {
    model.dispose();
  }
}
