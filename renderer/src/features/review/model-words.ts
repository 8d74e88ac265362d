import {
  EXPERIMENTAL_LABELS,
  type AuthorRole,
  type Band,
  type CaseScore,
  type Label,
} from '../../../../common/domain/scores.ts';

const RANK: Record<Band, number> = { likely: 2, possible: 1, unlikely: 0 };
const SHOWN_BARS = 3;
const NAMED_PER_BAND = 2;

export interface LabelBar {
  readonly label: Label;
  readonly band: Band;
  /** Calibrated probability, 0–1. */
  readonly p: number;
  readonly experimental: boolean;
}

/** Labels of a case, strongest first: by band, then by probability. */
function rankedLabels(score: CaseScore): LabelBar[] {
  return (Object.entries(score.scores) as [Label, number][])
    .map(([label, p]) => ({
      label,
      p,
      band: score.bands[label] ?? 'unlikely',
      experimental: EXPERIMENTAL_LABELS.includes(label),
    }))
    .sort((a, b) => RANK[b.band] - RANK[a.band] || b.p - a.p);
}

/** The few labels worth a bar: particular ones first, as in the headline. */
export function topBars(score: CaseScore): LabelBar[] {
  const ranked = rankedLabels(score);
  const particular = ranked.filter(({ label }) => label !== 'toxicity');
  const flagged = particular.some(({ band }) => band !== 'unlikely');
  return (flagged ? particular : ranked).slice(0, SHOWN_BARS);
}

/**
 * Which labels the headline names as likely and as possible. `toxicity` says only that something is rude in general, so
 * it is named when no particular label is.
 */
export function headlineLabels(score: CaseScore): { likely: Label[]; possible: Label[] } {
  const ranked = rankedLabels(score).filter(({ band }) => band !== 'unlikely');
  const particular = ranked.filter(({ label }) => label !== 'toxicity');
  const named = particular.length > 0 ? particular : ranked;
  const inBand = (band: Band): Label[] =>
    named
      .filter((bar) => bar.band === band)
      .slice(0, NAMED_PER_BAND)
      .map(({ label }) => label);
  return { likely: inBand('likely'), possible: inBand('possible') };
}

/** Whether the reporter wrote messages that the case score left out, which the panel then says. */
export function leavesOutReporter(roles: readonly AuthorRole[]): boolean {
  return roles.includes('reporter');
}

/** `.93` for 0.93; 1 stays 1. Two digits are all a probability over five messages carries. */
export function formatProbability(p: number): string {
  const text = p.toFixed(2);
  return text.startsWith('0') ? text.slice(1) : text;
}
