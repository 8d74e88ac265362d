import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorRole } from '../../../common/domain/scores.ts';
import { bandOf, caseScore, CONTEXT_WEIGHT, margin, scoreBundles, strongest, type BandRule } from './case-score.ts';
import type { ReadableBundle } from './engine.ts';
import type { TextModel } from './text-model.ts';

const RULES: readonly BandRule[] = [
  { name: 'toxicity', threshold: 0.5, possible: 0.2 },
  { name: 'threat', threshold: 0.2, possible: 0.1 },
];

/** A model whose probabilities are a function of the text alone. */
const model = {
  manifest: { labels: RULES },
  identity: { id: 'stand-in', sha256: '0'.repeat(64) },
  score: (texts: readonly string[]) =>
    Float32Array.from(texts.flatMap((text) => [(text.length % 11) / 10, text.includes('k') ? 0.3 : 0.05])),
  dispose: () => undefined,
} as unknown as TextModel;

const role = fc.constantFrom<AuthorRole>('subject', 'reporter', 'other');
const text = fc.option(fc.string({ maxLength: 20 }), { nil: null });
const bundle: fc.Arbitrary<ReadableBundle> = fc.record({
  bundleId: fc.constant('b'),
  messages: fc.uniqueArray(fc.record({ slot: fc.integer({ min: 1, max: 5 }), role, text }), {
    selector: ({ slot }) => slot,
    minLength: 1,
    maxLength: 5,
  }),
});

function scoreOne(one: ReadableBundle): ReturnType<typeof scoreBundles>[number] {
  return scoreBundles(model, [one])[0] ?? null;
}

describe('the case score', () => {
  it('never changes with what the reporter wrote', () => {
    fc.assert(
      fc.property(bundle, fc.array(text, { minLength: 5, maxLength: 5 }), (one, others) => {
        const messages = one.messages.map((message, at) =>
          message.role === 'reporter' ? { ...message, text: others[at] ?? null } : message,
        );
        expect(scoreOne({ ...one, messages })?.case).toEqual(scoreOne(one)?.case);
      }),
      { numRuns: 500 },
    );
  });

  it('never changes with what others wrote before the reported message', () => {
    fc.assert(
      fc.property(bundle, text, (one, other) => {
        const messages = one.messages.map((message) =>
          message.role === 'other' && message.slot < 5 ? { ...message, text: other } : message,
        );
        expect(scoreOne({ ...one, messages })?.case).toEqual(scoreOne(one)?.case);
      }),
      { numRuns: 500 },
    );
  });

  it('never falls when the reported user writes something worse', () => {
    const message = (slot: number, toxicity: number): Parameters<typeof caseScore>[0][number] => ({
      slot,
      role: 'subject',
      scores: { toxicity, threat: 0 },
      label: 'toxicity',
      band: 'unlikely',
    });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        probability,
        probability,
        probability,
        (slot, reported, one, other) => {
          const low = caseScore([message(slot, Math.min(one, other)), message(5, reported)], RULES);
          const high = caseScore([message(slot, Math.max(one, other)), message(5, reported)], RULES);
          expect(high?.scores.toxicity).toBeGreaterThanOrEqual(low?.scores.toxicity ?? 0);
        },
      ),
    );
  });

  it('counts the reported message in full and earlier ones of its author a little less', () => {
    const own = { role: 'subject' as const, label: 'toxicity' as const, band: 'likely' as const };
    const context = caseScore([{ ...own, slot: 3, scores: { toxicity: 0.8 } }], RULES);
    const reported = caseScore([{ ...own, slot: 5, scores: { toxicity: 0.8 } }], RULES);
    expect(context?.scores.toxicity).toBeCloseTo(0.8 * CONTEXT_WEIGHT, 12);
    expect(reported?.scores.toxicity).toBe(0.8);
  });

  it('takes an earlier message for likely only when it is clearly above the threshold', () => {
    const earlier = (toxicity: number): ReturnType<typeof caseScore> =>
      caseScore([{ slot: 4, role: 'subject', label: 'toxicity', band: 'likely', scores: { toxicity } }], RULES);
    expect(earlier(0.8)?.scores.toxicity).toBeCloseTo(0.72, 12);
    expect(earlier(0.55)).toMatchObject({ band: 'possible', bands: { toxicity: 'possible' } });
    expect(earlier(0.56)).toMatchObject({ band: 'likely', bands: { toxicity: 'likely' } });
  });

  it('counts the reported message in a group whoever wrote it, and lists the slots it used', () => {
    const messages = [
      { slot: 1, role: 'reporter' as const, text: 'a' },
      { slot: 2, role: 'other' as const, text: 'aaaaaaaaaa' },
      { slot: 3, role: 'subject' as const, text: 'a' },
      { slot: 5, role: 'other' as const, text: 'aaaaaaaaaa' },
    ];
    const score = scoreOne({ bundleId: 'b', messages });
    expect(score?.case.slots).toEqual([3, 5]);
    expect(score?.case.scores.toxicity).toBe(1);
    expect(score?.messages.map(({ slot }) => slot)).toEqual([1, 2, 3, 5]);
  });

  it('is absent when nothing that counts can be read', () => {
    expect(
      scoreOne({
        bundleId: 'b',
        messages: [
          { slot: 4, role: 'reporter', text: 'hello' },
          { slot: 5, role: 'subject', text: ' ' },
        ],
      }),
    ).toBeNull();
  });

  it('keeps the bundles of a batch apart', () => {
    fc.assert(
      fc.property(fc.array(bundle, { maxLength: 6 }), (many) => {
        expect(scoreBundles(model, many)).toEqual(many.map(scoreOne));
      }),
    );
  });
});

describe('bands and the strongest label', () => {
  it('takes a threshold as reached at its value', () => {
    const rule = { threshold: 0.5, possible: 0.2 };
    expect([0.19, 0.2, 0.49, 0.5].map((p) => bandOf(p, rule))).toEqual(['unlikely', 'possible', 'possible', 'likely']);
  });

  it('compares labels by their distance from their own thresholds', () => {
    expect(margin(0.6, 0.2)).toBeCloseTo(0.5);
    expect(margin(0.1, 0.2)).toBeCloseTo(-0.5);
    expect(strongest({ toxicity: 0.6, threat: 0.6 }, RULES)).toEqual({ label: 'threat', band: 'likely' });
    expect(strongest({ toxicity: 0.45, threat: 0.05 }, RULES)).toEqual({ label: 'toxicity', band: 'possible' });
  });

  it('never names a label of a weaker band than another label has', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (toxicity, threat) => {
        const order = ['unlikely', 'possible', 'likely'];
        const bands = RULES.map((rule) => order.indexOf(bandOf(rule.name === 'threat' ? threat : toxicity, rule)));
        expect(order.indexOf(strongest({ toxicity, threat }, RULES).band)).toBe(Math.max(...bands));
      }),
    );
  });
});
