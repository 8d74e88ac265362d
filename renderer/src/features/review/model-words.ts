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

/**
 * The labels to speak of, strongest first. `toxicity` says only that something is rude in general, so it steps back when
 * a particular label stands in the same band or a higher one; otherwise it is the strongest thing the model has to say.
 */
function labelsToName(score: CaseScore): LabelBar[] {
  const ranked = rankedLabels(score);
  const toxicity = ranked.find(({ label }) => label === 'toxicity');
  const particular = ranked.filter(({ label }) => label !== 'toxicity');
  const flagged = particular.filter(({ band }) => band !== 'unlikely');
  const outdone = toxicity !== undefined && flagged.some(({ band }) => RANK[band] >= RANK[toxicity.band]);
  return outdone ? particular : ranked;
}

/** The few labels worth a bar. */
export function topBars(score: CaseScore): LabelBar[] {
  return labelsToName(score).slice(0, SHOWN_BARS);
}

/** Which labels the headline names as likely and as possible. */
export function headlineLabels(score: CaseScore): { likely: Label[]; possible: Label[] } {
  const inBand = (band: Band): Label[] =>
    labelsToName(score)
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
