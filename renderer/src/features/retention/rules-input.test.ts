import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY_CODES } from '../../../../common/domain/taxonomy.ts';
import { inputOf, MOST_DAYS, rulesOf, type RulesInput } from './rules-input.ts';

const days = fc.integer({ min: 1, max: MOST_DAYS });

describe('retention rules', () => {
  it('come back from the fields as they were', () => {
    const rules = fc.record({
      defaultDays: days,
      quarantineDays: days,
      byPolicy: fc.dictionary(fc.constantFrom(...POLICY_CODES), days),
    });
    fc.assert(
      fc.property(rules, (given) => {
        expect(rulesOf(inputOf(given))).toEqual({ ...given, byPolicy: { ...given.byPolicy } });
      }),
    );
  });

  const good: RulesInput = { defaultDays: '180', quarantineDays: '30', byPolicy: { SPAM: '30', CHILD: ' ' } };

  it('leaves out policies without days of their own', () => {
    expect(rulesOf(good)).toEqual({ defaultDays: 180, quarantineDays: 30, byPolicy: { SPAM: 30 } });
  });

  it.each([
    [{ ...good, defaultDays: '' }],
    [{ ...good, defaultDays: '0' }],
    [{ ...good, quarantineDays: '3651' }],
    [{ ...good, quarantineDays: '1.5' }],
    [{ ...good, byPolicy: { SPAM: 'soon' } }],
    [{ ...good, byPolicy: { SPAM: '-3' } }],
  ])('takes nothing while a field is wrong: %o', (input) => {
    expect(rulesOf(input)).toBeNull();
  });
});
