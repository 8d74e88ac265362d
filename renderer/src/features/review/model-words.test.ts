import { describe, expect, it } from 'vitest';
import { EXPERIMENTAL_LABELS, type Band, type CaseScore, type Label } from '../../../../common/domain/scores.ts';
import { formatProbability, headlineLabels, topBars } from './model-words.ts';

function score(entries: Partial<Record<Label, [number, Band]>>): CaseScore {
  const pairs = Object.entries(entries) as [Label, [number, Band]][];
  return {
    scores: Object.fromEntries(pairs.map(([label, [p]]) => [label, p])),
    bands: Object.fromEntries(pairs.map(([label, [, band]]) => [label, band])),
    label: pairs[0]![0],
    band: pairs[0]![1][1],
    slots: [1, 3, 5],
  };
}

describe('headlineLabels', () => {
  it('names particular labels before general toxicity', () => {
    const advice = score({ toxicity: [0.97, 'likely'], insult: [0.93, 'likely'], threat: [0.4, 'possible'] });
    expect(headlineLabels(advice)).toEqual({ likely: ['insult'], possible: ['threat'] });
  });

  it('names likely toxicity before labels that are only possible', () => {
    const advice = score({ toxicity: [0.97, 'likely'], threat: [0.05, 'possible'], sexism: [0.1, 'unlikely'] });
    expect(headlineLabels(advice)).toEqual({ likely: ['toxicity'], possible: ['threat'] });
    expect(topBars(advice).map(({ label }) => label)).toEqual(['toxicity', 'threat', 'sexism']);
  });

  it('names toxicity when nothing particular stands out', () => {
    const advice = score({ toxicity: [0.7, 'possible'], insult: [0.1, 'unlikely'] });
    expect(headlineLabels(advice)).toEqual({ likely: [], possible: ['toxicity'] });
  });

  it('names nothing when nothing stands out', () => {
    expect(headlineLabels(score({ insult: [0.1, 'unlikely'] }))).toEqual({ likely: [], possible: [] });
  });

  it('names two labels of a band at most, the stronger first', () => {
    const advice = score({ hate: [0.8, 'likely'], insult: [0.9, 'likely'], threat: [0.7, 'likely'] });
    expect(headlineLabels(advice).likely).toEqual(['insult', 'hate']);
  });
});

describe('topBars', () => {
  it('goes by band before probability, because thresholds differ', () => {
    const advice = score({
      insult: [0.6, 'possible'],
      threat: [0.3, 'likely'],
      hate: [0.5, 'unlikely'],
      sexism: [0.1, 'unlikely'],
    });
    expect(topBars(advice).map(({ label }) => label)).toEqual(['threat', 'insult', 'hate']);
  });

  it('marks experimental labels', () => {
    const bars = topBars(
      score({ [EXPERIMENTAL_LABELS[0]!]: [0.3, 'likely'], toxicity: [0.2, 'likely'], spam_scam: [0.1, 'unlikely'] }),
    );
    expect(bars.map(({ label, experimental }) => [label, experimental])).toEqual([
      [EXPERIMENTAL_LABELS[0], true],
      ['spam_scam', false],
    ]);
  });
});

describe('formatProbability', () => {
  it.each([
    [0.93, '.93'],
    [0, '.00'],
    [0.999, '1.00'],
    [0.005, '.01'],
  ])('writes %d as %s', (p, text) => {
    expect(formatProbability(p)).toBe(text);
  });
});
