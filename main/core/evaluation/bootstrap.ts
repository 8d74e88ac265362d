import { rocAuc, type Scored } from './rank-metrics.ts';
import { confusionAt, ratesOf } from './threshold-metrics.ts';
import { createRandom } from '../../platform/random.ts';

export type Interval = readonly [number, number];

const SEED = 20_210_907;
const LARGE = 20_000;

/** Resamples drawn for a file of this many rows. */
export function resamplesFor(rows: number): number {
  return rows <= LARGE ? 1000 : 200;
}

/**
 * Bootstrap percentile intervals (Efron 1979), 95 %, over rows drawn with replacement. The draws come from a fixed seed:
 * the same rows give the same interval. An AUC that no resample could give is null.
 * @param order positions by falling score
 */
export function bootstrapIntervals(
  scored: Scored,
  order: Uint32Array,
  threshold: number,
): { rocAuc: Interval | null; f1Macro: Interval } {
  const rows = scored.scores.length;
  const random = createRandom(SEED);
  const weights = new Uint32Array(rows);
  const aucs: number[] = [];
  const f1s: number[] = [];
  for (let round = 0; round < resamplesFor(rows); round += 1) {
    weights.fill(0);
    for (let draw = 0; draw < rows; draw += 1) {
      const at = random.below(rows);
      weights[at] = (weights[at] ?? 0) + 1;
    }
    const auc = rocAuc(scored, order, weights);
    if (auc !== null) aucs.push(auc);
    f1s.push(ratesOf(confusionAt(scored, threshold, weights)).f1Macro);
  }
  return { rocAuc: aucs.length === 0 ? null : percentiles(aucs), f1Macro: percentiles(f1s) };
}

function percentiles(values: number[]): Interval {
  values.sort((one, other) => one - other);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}
