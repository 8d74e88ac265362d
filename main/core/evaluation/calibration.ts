import type { Scored } from './rank-metrics.ts';

export const RELIABILITY_BINS = 15;

export interface ReliabilityBin {
  /** The bin holds probabilities from `from` up to the next bin's `from`. */
  readonly from: number;
  readonly n: number;
  readonly meanProbability: number;
  /** Share of positives among the bin's rows. */
  readonly observed: number;
}

/** Bins of equal width over 0–1; empty ones are left out. */
export function reliability({ scores, truths }: Scored, bins = RELIABILITY_BINS): ReliabilityBin[] {
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const positives = new Float64Array(bins);
  for (const [at, score] of scores.entries()) {
    const bin = Math.min(bins - 1, Math.floor(score * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + score;
    positives[bin] = (positives[bin] ?? 0) + (truths[at] ?? 0);
  }
  return Array.from(counts, (n, bin) => ({
    from: bin / bins,
    n,
    meanProbability: (sums[bin] ?? 0) / n,
    observed: (positives[bin] ?? 0) / n,
  })).filter(({ n }) => n > 0);
}

/**
 * Expected calibration error: mean distance between a bin's mean probability and its share of positives, weighted by
 * the bin's rows (Guo et al. 2017, for the positive class).
 */
export function expectedCalibrationError(scored: Scored, bins = RELIABILITY_BINS): number {
  const total = scored.scores.length;
  return reliability(scored, bins).reduce(
    (sum, { n, meanProbability, observed }) => sum + (n / total) * Math.abs(meanProbability - observed),
    0,
  );
}

/** Mean squared distance between probability and truth (Brier 1950). */
export function brierScore({ scores, truths }: Scored): number {
  let sum = 0;
  for (const [at, score] of scores.entries()) sum += (score - (truths[at] ?? 0)) ** 2;
  return sum / scores.length;
}
