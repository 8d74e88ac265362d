import { bootstrapIntervals, type Interval } from './bootstrap.ts';
import { brierScore, expectedCalibrationError } from './calibration.ts';
import { averagePrecision, byFallingScore, rocAuc, type Scored } from './rank-metrics.ts';
import { bestThreshold, confusionAt, ratesOf } from './threshold-metrics.ts';

/** Figures of one label on one data set; null where the data does not allow the figure. */
export interface LabelReport {
  readonly n: number;
  readonly positives: number;
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  /** The threshold the model ships, at which the following five are taken. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly f1Macro: number;
  readonly accuracy: number;
  readonly best: { readonly threshold: number; readonly f1Macro: number };
  readonly ece: number;
  readonly brier: number;
  readonly ci95: { readonly rocAuc: Interval | null; readonly f1Macro: Interval };
}

export function labelReport(scored: Scored, threshold: number): LabelReport {
  const order = byFallingScore(scored.scores);
  return {
    n: scored.scores.length,
    positives: scored.truths.reduce((sum, truth) => sum + truth, 0),
    rocAuc: rocAuc(scored, order),
    averagePrecision: averagePrecision(scored, order),
    threshold,
    ...ratesOf(confusionAt(scored, threshold)),
    best: bestThreshold(scored, order),
    ece: expectedCalibrationError(scored),
    brier: brierScore(scored),
    ci95: bootstrapIntervals(scored, order, threshold),
  };
}
