/** Scores of one label with the truth, in the same order. */
export interface Scored {
  readonly scores: Float64Array;
  readonly truths: Uint8Array;
}

/** Positions by falling score. */
export function byFallingScore(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counted half
 * (Hanley & McNeil 1982). Null without both classes.
 * @param order positions by falling score
 * @param weights how often each position counts; once when left out
 */
export function rocAuc({ scores, truths }: Scored, order: Uint32Array, weights?: Uint32Array): number | null {
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  let last = Number.NaN;
  const settle = (): void => {
    wins += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    tiedPositives = 0;
    tiedNegatives = 0;
  };
  for (const at of order) {
    const score = scores[at] ?? 0;
    if (score !== last) {
      settle();
      last = score;
    }
    const weight = weights === undefined ? 1 : (weights[at] ?? 0);
    if (truths[at] === 1) tiedPositives += weight;
    else tiedNegatives += weight;
  }
  settle();
  return positives === 0 || negatives === 0 ? null : wins / (positives * negatives);
}

/**
 * Average precision: Σ (recall step × precision at that step), stepping over distinct scores, without interpolation.
 * Null without positives.
 */
export function averagePrecision({ scores, truths }: Scored, order: Uint32Array): number | null {
  let total = 0;
  for (const truth of truths) total += truth;
  if (total === 0) return null;
  let positives = 0;
  let read = 0;
  let sum = 0;
  let tied = 0;
  for (let rank = 0; rank < order.length; rank += 1) {
    const at = order[rank] ?? 0;
    read += 1;
    tied += truths[at] ?? 0;
    const following = order[rank + 1];
    if (following !== undefined && scores[following] === scores[at]) continue;
    positives += tied;
    sum += (tied / total) * (positives / read);
    tied = 0;
  }
  return sum;
}
