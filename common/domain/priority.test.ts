import { describe, expect, it } from 'vitest';
import { priorityOf } from './priority.ts';
import { LABELS, type Band, type CaseScore, type Label } from './scores.ts';
import { POLICY_CODES, type PolicyCode } from './taxonomy.ts';

/** One policy of each severity, and the priority it has by itself. */
const BY_SEVERITY = [
  ['CHILD', 8],
  ['HATE', 6],
  ['HARASSMENT', 4],
  ['SPAM', 1],
] as const satisfies readonly (readonly [PolicyCode, number])[];

function scored(label: Label, band: Band, bands: CaseScore['bands'] = { [label]: band }): CaseScore {
  return { scores: { [label]: 0.5 }, label, band, bands, slots: [5] };
}

describe('the priority of a case', () => {
  it.each(BY_SEVERITY)('of %s is %i when nothing was scored', (category, base) => {
    expect(priorityOf(category, null)).toBe(base);
  });

  it.each(BY_SEVERITY)('of %s stays %i while nothing is likely', (category, base) => {
    for (const label of LABELS) {
      expect(priorityOf(category, scored(label, 'possible'))).toBe(base);
      expect(priorityOf(category, scored(label, 'unlikely'))).toBe(base);
    }
  });

  it.each([
    ['threat', 9, 7, 7, 7],
    ['hate', 9, 7, 7, 7],
    ['sexual', 9, 7, 5, 5],
    ['insult', 9, 7, 5, 5],
    ['spam_scam', 9, 7, 5, 3],
    ['toxicity', 9, 7, 5, 2],
    ['sexism', 9, 7, 5, 2],
  ] as const)('with a likely %s is %i, %i, %i and %i from S0 to S3', (label, ...expected) => {
    expect(BY_SEVERITY.map(([category]) => priorityOf(category, scored(label, 'likely')))).toEqual(expected);
  });

  it('follows the gravest likely label, also when another one is the strongest', () => {
    const bands = { spam_scam: 'likely', insult: 'likely', threat: 'possible' } as const;
    expect(priorityOf('SPAM', scored('spam_scam', 'likely', bands))).toBe(5);
  });

  it('is a whole number from 0 to 9 and never lower with a score than without', () => {
    for (const category of POLICY_CODES)
      for (const label of LABELS)
        for (const band of ['likely', 'possible', 'unlikely'] as const) {
          const priority = priorityOf(category, scored(label, band));
          expect(priority).toBeGreaterThanOrEqual(priorityOf(category, null));
          expect(priority).toBeLessThanOrEqual(9);
          expect(Number.isInteger(priority)).toBe(true);
        }
  });
});
