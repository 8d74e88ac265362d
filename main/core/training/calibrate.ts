/** Logits of one label on one validation set, with the truth. */
export interface SetLogits {
  readonly logits: Float64Array;
  readonly truths: Uint8Array;
}

export interface Calibration {
  readonly platt: { readonly a: number; readonly b: number };
  readonly threshold: number;
  readonly possible: number;
}

export const POSSIBLE_RECALL = 0.9;
/** Differences in macro-F1 up to this are no reason to prefer a threshold. */
const PLATEAU = 0.002;
/** Bounds of `possible` as a share of the threshold. */
const POSSIBLE_LEAST = 1 / 2;
const POSSIBLE_MOST = 2 / 3;
const NEWTON_STEPS = 100;
const LEAST_POSITIVES = 5;

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function positivesOf({ truths }: SetLogits): number {
  return truths.reduce((sum, truth) => sum + truth, 0);
}

/**
 * Platt scaling (Platt 1999, with his smoothed targets) by Newton's method. Every set counts the same, whatever its
 * size. Without both classes the identity is returned.
 */
export function fitPlatt(sets: readonly SetLogits[]): { a: number; b: number } {
  const rows = sets.flatMap((set) => {
    const positives = positivesOf(set);
    const negatives = set.truths.length - positives;
    return Array.from(set.logits, (logit, at) => ({
      logit,
      target: set.truths[at] === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
      weight: 1 / set.truths.length,
    }));
  });
  const truths = sets.flatMap((set) => Array.from(set.truths));
  if (!truths.includes(1) || !truths.includes(0)) return { a: 1, b: 0 };
  let a = 1;
  let b = 0;
  for (let round = 0; round < NEWTON_STEPS; round += 1) {
    let ga = 0;
    let gb = 0;
    let haa = 1e-9;
    let hab = 0;
    let hbb = 1e-9;
    for (const { logit, target, weight } of rows) {
      const p = sigmoid(a * logit + b);
      const error = weight * (p - target);
      const curve = weight * p * (1 - p);
      ga += error * logit;
      gb += error;
      haa += curve * logit * logit;
      hab += curve * logit;
      hbb += curve;
    }
    const determinant = haa * hbb - hab * hab;
    if (determinant <= 0) break;
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    a -= da;
    b -= db;
    if (Math.abs(da) + Math.abs(db) < 1e-9) break;
  }
  // A label that ranks the wrong way round on validation must not be turned over by its calibration.
  return a > 0.05 && Number.isFinite(a) && Number.isFinite(b) ? { a: rounded(a), b: rounded(b) } : { a: 1, b: 0 };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Probabilities of one set's rows, split by the truth. */
interface Probabilities {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

function shareFrom(threshold: number, probabilities: readonly number[]): number {
  if (probabilities.length === 0) return 0;
  return probabilities.filter((probability) => probability >= threshold).length / probabilities.length;
}

/** Macro-F1 and recall of one set, to whose negatives as many background rows are added as the set has rows. */
function quality(set: Probabilities, background: readonly number[], threshold: number): { f1: number; recall: number } {
  const recall = shareFrom(threshold, set.positives);
  const added = background.length === 0 ? 0 : set.positives.length + set.negatives.length;
  const tp = recall * set.positives.length;
  const fn = set.positives.length - tp;
  const fp = shareFrom(threshold, set.negatives) * set.negatives.length + shareFrom(threshold, background) * added;
  const tn = set.negatives.length + added - fp;
  return { f1: ((2 * tp) / (2 * tp + fp + fn) + (2 * tn) / (2 * tn + fp + fn)) / 2, recall };
}

/**
 * Calibration and thresholds of one label. Sets with both classes are measured; sets in which the label never occurs
 * are background, such as ordinary text messages for abuse or tweets for spam, and keep the model from flagging whatever
 * looks unlike the measured sets. The threshold is the middle of those with the best macro-F1 (within {@link PLATEAU}),
 * averaged over the measured sets, each weighing the root of its positives: a set with few of them says little. From
 * `possible` on, the same average of recall is at least {@link POSSIBLE_RECALL}, unless that lies outside half to two
 * thirds of the threshold, where "possible" would mean everything or nothing.
 */
export function calibrate(sets: readonly SetLogits[]): Calibration {
  const measured = sets.filter((set) => {
    const positives = positivesOf(set);
    return positives >= LEAST_POSITIVES && positives < set.truths.length;
  });
  if (measured.length === 0) return { platt: { a: 1, b: 0 }, threshold: 0.5, possible: 0.25 };
  const unaffected = sets.filter((set) => positivesOf(set) === 0).flatMap(({ logits }) => [...logits]);
  const background = { logits: Float64Array.from(unaffected), truths: new Uint8Array(unaffected.length) };
  const platt = fitPlatt(unaffected.length === 0 ? measured : [...measured, background]);
  const probability = (logit: number): number => sigmoid(platt.a * logit + platt.b);
  const split = measured.map(({ logits, truths }): Probabilities => ({
    positives: Array.from(
      logits.filter((_, at) => truths[at] === 1),
      probability,
    ),
    negatives: Array.from(
      logits.filter((_, at) => truths[at] !== 1),
      probability,
    ),
  }));
  const backgroundProbabilities = unaffected.map(probability);
  const roots = measured.map((set) => Math.sqrt(positivesOf(set)));
  const whole = roots.reduce((sum, root) => sum + root, 0);
  const grid = Array.from({ length: 99 }, (_, at) => (at + 1) / 100).map((threshold) => {
    const results = split.map((set) => quality(set, backgroundProbabilities, threshold));
    const mean = (pick: (result: { f1: number; recall: number }) => number): number =>
      results.reduce((sum, result, at) => sum + ((roots[at] ?? 0) / whole) * pick(result), 0);
    return { threshold, f1: mean(({ f1 }) => f1), recall: mean(({ recall }) => recall) };
  });
  const most = Math.max(...grid.map(({ f1 }) => f1));
  const nearBest = grid.filter(({ f1 }) => f1 >= most - PLATEAU);
  const threshold = nearBest[nearBest.length >> 1]?.threshold ?? 0.5;
  const wide = grid.findLast(({ recall }) => recall >= POSSIBLE_RECALL)?.threshold ?? 0;
  const possible = Math.min(threshold * POSSIBLE_MOST, Math.max(threshold * POSSIBLE_LEAST, wide));
  return { platt, threshold, possible: Math.round(possible * 1000) / 1000 };
}
