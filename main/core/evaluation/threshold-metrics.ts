import type { Scored } from './rank-metrics.ts';

/** Two-by-two table of one threshold; a score at the threshold counts as flagged. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly f1Macro: number;
  readonly accuracy: number;
}

/** @param weights how often each position counts; once when left out */
export function confusionAt({ scores, truths }: Scored, threshold: number, weights?: Uint32Array): Confusion {
  let truePositives = 0;
  let falsePositives = 0;
  let falseNegatives = 0;
  let trueNegatives = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const weight = weights === undefined ? 1 : (weights[at] ?? 0);
    const flagged = (scores[at] ?? 0) >= threshold;
    if (truths[at] === 1) {
      if (flagged) truePositives += weight;
      else falseNegatives += weight;
    } else if (flagged) falsePositives += weight;
    else trueNegatives += weight;
  }
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Precision, recall, F1 of the positive class, the mean F1 of both classes, accuracy. An empty quotient is 0. */
export function ratesOf({
  truePositives: tp,
  falsePositives: fp,
  falseNegatives: fn,
  trueNegatives: tn,
}: Confusion): Rates {
  const f1 = share(2 * tp, 2 * tp + fp + fn);
  return {
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1,
    f1Macro: (f1 + share(2 * tn, 2 * tn + fp + fn)) / 2,
    accuracy: share(tp + tn, tp + fp + fn + tn),
  };
}

/**
 * The threshold with the best macro-F1 of all that separate these scores: halfway between two neighbouring distinct
 * scores. Above the highest score nothing is flagged, which is among the candidates (threshold 1).
 * @param order positions by falling score
 */
export function bestThreshold({ scores, truths }: Scored, order: Uint32Array): { threshold: number; f1Macro: number } {
  let positives = 0;
  for (const truth of truths) positives += truth;
  const negatives = truths.length - positives;
  const macro = (tp: number, fp: number): number =>
    ratesOf({ truePositives: tp, falsePositives: fp, falseNegatives: positives - tp, trueNegatives: negatives - fp })
      .f1Macro;
  let best = { threshold: 1, f1Macro: macro(0, 0) };
  let tp = 0;
  let fp = 0;
  for (let rank = 0; rank < order.length; rank += 1) {
    const at = order[rank] ?? 0;
    if (truths[at] === 1) tp += 1;
    else fp += 1;
    const score = scores[at] ?? 0;
    const following = order[rank + 1];
    const below = following === undefined ? 0 : (scores[following] ?? 0);
    if (following !== undefined && below === score) continue;
    const f1Macro = macro(tp, fp);
    if (f1Macro > best.f1Macro) best = { threshold: (score + below) / 2, f1Macro };
  }
  return best;
}
