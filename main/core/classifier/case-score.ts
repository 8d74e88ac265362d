import type {
  AuthorRole,
  Band,
  BundleScore,
  CaseScore,
  Label,
  MessageScore,
  Scores,
} from '../../../common/domain/scores.ts';
import type { ReadableBundle, ReadableMessage } from './engine.ts';
import type { ModelLabel } from './manifest.ts';
import type { TextModel } from './text-model.ts';

/** Slot of the reported message. */
const REPORTED_SLOT = 5;

/** Weight of the reported user's earlier messages in the case score; the reported message has 1. */
export const CONTEXT_WEIGHT = 0.9;

/** Rules of one label, as the model's manifest ships them. */
export type BandRule = Pick<ModelLabel, 'name' | 'threshold' | 'possible'>;

/** What a probability means in words. */
export function bandOf(probability: number, rule: Omit<BandRule, 'name'>): Band {
  if (probability >= rule.threshold) return 'likely';
  return probability >= rule.possible ? 'possible' : 'unlikely';
}

/**
 * How far a probability lies from its threshold, −1 … 1: the distance as a share of the room on that side. Makes labels
 * with different thresholds comparable.
 */
export function margin(probability: number, threshold: number): number {
  const room = probability >= threshold ? 1 - threshold : threshold;
  return room === 0 ? 0 : (probability - threshold) / room;
}

const BAND_ORDER: readonly Band[] = ['unlikely', 'possible', 'likely'];

/** The strongest label: the best band first, then the largest {@link margin}; the first of equals. */
export function strongest(scores: Scores, rules: readonly BandRule[]): { label: Label; band: Band } {
  let best: { label: Label; band: Band; margin: number } | null = null;
  for (const rule of rules) {
    const probability = scores[rule.name] ?? 0;
    const band = bandOf(probability, rule);
    const distance = margin(probability, rule.threshold);
    const rank = best === null ? 1 : BAND_ORDER.indexOf(band) - BAND_ORDER.indexOf(best.band);
    if (best === null || rank > 0 || (rank === 0 && distance > best.margin))
      best = { label: rule.name, band, margin: distance };
  }
  if (best === null) throw new RangeError('a model has at least one label');
  return { label: best.label, band: best.band };
}

/**
 * Whether a message counts towards the case: what the reported user wrote, and the reported message itself whoever of
 * the others wrote it (in a group it may be someone else). What the reporter wrote never counts.
 */
export function counts(message: { slot: number; role: AuthorRole }): boolean {
  return message.role === 'subject' || (message.role === 'other' && message.slot === REPORTED_SLOT);
}

/**
 * Case score from message scores: per label the largest weighted probability of the messages that count. Null when none
 * of them could be read.
 */
export function caseScore(messages: readonly MessageScore[], rules: readonly BandRule[]): CaseScore | null {
  const counted = messages.filter(counts);
  if (counted.length === 0) return null;
  const scores: Scores = {};
  const bands: Partial<Record<Label, Band>> = {};
  for (const rule of rules) {
    let most = 0;
    for (const message of counted) {
      const weight = message.slot === REPORTED_SLOT ? 1 : CONTEXT_WEIGHT;
      most = Math.max(most, weight * (message.scores[rule.name] ?? 0));
    }
    scores[rule.name] = most;
    bands[rule.name] = bandOf(most, rule);
  }
  const slots = counted.map(({ slot }) => slot).sort((one, other) => one - other);
  return { scores, ...strongest(scores, rules), bands, slots };
}

type Readable = ReadableMessage & { readonly text: string };

function hasText(message: ReadableMessage): message is Readable {
  return message.text !== null && message.text.trim() !== '';
}

/**
 * Scores bundles with one pass of the model over all their texts. Every message with text is scored for display, with
 * its author; a bundle in which nothing that counts can be read yields null.
 */
export function scoreBundles(model: TextModel, bundles: readonly ReadableBundle[]): (BundleScore | null)[] {
  const rules = model.manifest.labels;
  const readable = bundles.map((bundle) => bundle.messages.filter(hasText));
  const rows = model.score(readable.flatMap((messages) => messages.map(({ text }) => text)));
  let row = 0;
  return bundles.map((bundle, at) => {
    const messages = (readable[at] ?? []).map(({ slot, role }): MessageScore => {
      const scores: Scores = {};
      for (const [column, { name }] of rules.entries()) scores[name] = rows[row * rules.length + column] ?? 0;
      row += 1;
      return { slot, role, scores, ...strongest(scores, rules) };
    });
    const score = caseScore(messages, rules);
    return score === null ? null : { bundleId: bundle.bundleId, case: score, messages, model: model.identity };
  });
}
