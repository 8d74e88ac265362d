import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from './bootstrap.ts';
import { brierScore, expectedCalibrationError, reliability } from './calibration.ts';
import { accuracyByGroup, rowAccuracyByGroup, targetReports, type Judged } from './groups.ts';
import { averagePrecision, byFallingScore, rocAuc, type Scored } from './rank-metrics.ts';
import { bestThreshold, confusionAt, ratesOf } from './threshold-metrics.ts';

function scored(pairs: readonly (readonly [number, 0 | 1])[]): Scored {
  return { scores: Float64Array.from(pairs, ([score]) => score), truths: Uint8Array.from(pairs, ([, truth]) => truth) };
}

/** The example of scikit-learn's documentation of roc_auc_score and average_precision_score. */
const PUBLISHED = scored([
  [0.1, 0],
  [0.4, 0],
  [0.35, 1],
  [0.8, 1],
]);

const pair = fc.tuple(
  fc.integer({ min: 0, max: 8 }).map((step) => step / 8),
  fc.constantFrom<0 | 1>(0, 1),
);
const rows = fc.array(pair, { minLength: 1, maxLength: 40 });

/** AUC by counting every pair of a positive and a negative. */
function aucByPairs({ scores, truths }: Scored): number | null {
  let wins = 0;
  let pairs = 0;
  for (const [one, truth] of truths.entries())
    for (const [other, opposite] of truths.entries()) {
      if (truth !== 1 || opposite !== 0) continue;
      pairs += 1;
      if (scores[one]! > scores[other]!) wins += 1;
      else if (scores[one] === scores[other]) wins += 0.5;
    }
  return pairs === 0 ? null : wins / pairs;
}

describe('ranking', () => {
  it('agrees with the published example', () => {
    const order = byFallingScore(PUBLISHED.scores);
    expect(rocAuc(PUBLISHED, order)).toBe(0.75);
    expect(averagePrecision(PUBLISHED, order)).toBeCloseTo(0.8333, 4);
  });

  it('computes the AUC as the share of pairs ranked right', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const data = scored(pairs);
        const expected = aucByPairs(data);
        const auc = rocAuc(data, byFallingScore(data.scores));
        if (expected === null) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('counts a weight as that many rows', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 }), (pairs, times) => {
        const data = scored(pairs);
        const repeated = scored(pairs.flatMap((row, at) => Array.from({ length: times[at]! }, () => row)));
        const weights = Uint32Array.from(pairs.keys(), (at) => times[at]!);
        const expected = rocAuc(repeated, byFallingScore(repeated.scores));
        const auc = rocAuc(data, byFallingScore(data.scores), weights);
        if (expected === null) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('gives ties their share in average precision', () => {
    // One step: recall goes from 0 to 1 at precision 1/2.
    const tied = scored([
      [0.5, 1],
      [0.5, 0],
    ]);
    expect(averagePrecision(tied, byFallingScore(tied.scores))).toBe(0.5);
    expect(averagePrecision(scored([[0.5, 0]]), Uint32Array.of(0))).toBeNull();
  });
});

describe('thresholds', () => {
  it('computes rates by hand', () => {
    // At .4: flagged .4 (wrong) and .8 (right); missed .35.
    const table = confusionAt(PUBLISHED, 0.4);
    expect(table).toEqual({ truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 1 });
    expect(ratesOf(table)).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, f1Macro: 0.5, accuracy: 0.5 });
  });

  it('finds the best of all thresholds, and the figure it promises there', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const data = scored(pairs);
        const best = bestThreshold(data, byFallingScore(data.scores));
        const at = (threshold: number): number => ratesOf(confusionAt(data, threshold)).f1Macro;
        const all = Array.from({ length: 18 }, (_, step) => at(step / 16));
        expect(best.f1Macro).toBeGreaterThanOrEqual(Math.max(...all) - 1e-12);
        if (best.threshold < 1) expect(at(best.threshold)).toBeCloseTo(best.f1Macro, 12);
      }),
    );
  });
});

describe('calibration', () => {
  it('computes the Brier score by hand', () => {
    // (.1² + .4² + .65² + .2²) / 4
    expect(brierScore(PUBLISHED)).toBeCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 12);
  });

  it('computes the calibration error by hand', () => {
    // Two bins: [.1 .4 .35] mean .2833, one positive of three; [.8] mean .8, one of one.
    const expected = (3 / 4) * Math.abs(0.85 / 3 - 1 / 3) + (1 / 4) * Math.abs(0.8 - 1);
    expect(expectedCalibrationError(PUBLISHED, 2)).toBeCloseTo(expected, 12);
  });

  it('is zero for probabilities that come true, and puts 1 into the last bin', () => {
    const data = scored([...Array.from({ length: 10 }, (_, at) => [0.3, at < 3 ? 1 : 0] as const), [1, 1]]);
    expect(expectedCalibrationError(data)).toBeCloseTo(0, 12);
    expect(reliability(data).reduce((sum, { n }) => sum + n, 0)).toBe(11);
  });
});

describe('bootstrap', () => {
  const data = scored(Array.from({ length: 200 }, (_, at) => [((at * 37) % 100) / 100, at % 3 === 0 ? 1 : 0] as const));
  const order = byFallingScore(data.scores);

  it('encloses the figure, and gives the same interval every time', () => {
    const interval = bootstrapIntervals(data, order, 0.5);
    expect(interval).toEqual(bootstrapIntervals(data, order, 0.5));
    const auc = rocAuc(data, order)!;
    expect(interval.rocAuc![0]).toBeLessThan(auc);
    expect(interval.rocAuc![1]).toBeGreaterThan(auc);
    const f1 = ratesOf(confusionAt(data, 0.5)).f1Macro;
    expect(interval.f1Macro[0]).toBeLessThan(f1);
    expect(interval.f1Macro[1]).toBeGreaterThan(f1);
  });

  it('has the width the normal approximation of Hanley and McNeil gives, within a third', () => {
    const auc = rocAuc(data, order)!;
    const positives = data.truths.reduce((sum, truth) => sum + truth, 0);
    const negatives = data.truths.length - positives;
    const q1 = auc / (2 - auc);
    const q2 = (2 * auc * auc) / (1 + auc);
    const variance =
      (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) /
      (positives * negatives);
    const [low, high] = bootstrapIntervals(data, order, 0.5).rocAuc!;
    const ratio = (high - low) / (2 * 1.96 * Math.sqrt(variance));
    expect(ratio).toBeGreaterThan(2 / 3);
    expect(ratio).toBeLessThan(4 / 3);
  });

  it('has no AUC interval without both classes', () => {
    const single = scored([
      [0.2, 0],
      [0.4, 0],
    ]);
    expect(bootstrapIntervals(single, byFallingScore(single.scores), 0.5).rocAuc).toBeNull();
  });
});

describe('groups', () => {
  const row = (score: number, truth: 0 | 1, ...groups: string[]): Judged => ({ score, truth, threshold: 0.5, groups });

  it('computes the three AUCs by hand', () => {
    const data = [
      row(0.9, 1),
      row(0.6, 1),
      row(0.1, 0),
      row(0.2, 0),
      row(0.7, 0, 'g'),
      row(0.8, 1, 'g'),
      row(0.3, 0, 'g'),
    ];
    expect(targetReports(data)).toEqual({
      g: {
        n: 3,
        accuracy: 2 / 3,
        subgroupAuc: 1,
        // Background positives .9 .6 against the group's negatives .7 .3: right in .9>.7 .9>.3 .6>.3.
        bpsnAuc: 0.75,
        bnspAuc: 1,
      },
    });
  });

  it('counts a row in each of its groups and leaves an impossible AUC open', () => {
    const data = [row(0.9, 1, 'a', 'b'), row(0.2, 1, 'a')];
    expect(accuracyByGroup(data)).toEqual({ a: { n: 2, accuracy: 0.5 }, b: { n: 1, accuracy: 1 } });
    expect(targetReports(data)['a']?.subgroupAuc).toBeNull();
  });

  it('counts rows, not their labels, where a row is right when all its labels are', () => {
    const data = [
      [row(0.9, 1, 'f'), row(0.8, 1, 'f')],
      [row(0.9, 1, 'f'), row(0.2, 1, 'f')],
      [row(0.1, 0, 'e')],
      [row(0.1, 0)],
      [],
    ];
    expect(rowAccuracyByGroup(data)).toEqual({ e: { n: 1, accuracy: 1 }, f: { n: 2, accuracy: 0.5 } });
  });
});
