import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INPUT_LIMITS, withinLimits } from './limits.ts';

describe('withinLimits', () => {
  it('never throws, whatever the value, and lets small values pass', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withBigInt: true, withDate: true }), (value) => {
        expect(typeof withinLimits(value)).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(withinLimits(value)).toBe(JSON.stringify(value).length < INPUT_LIMITS.characters);
      }),
    );
  });

  it('refuses a text, a list, a nest and a count of keys beyond the limits', () => {
    const keys = Object.fromEntries(Array.from({ length: INPUT_LIMITS.nodes + 1 }, (_, index) => [`k${index}`, 1]));
    expect(withinLimits('x'.repeat(INPUT_LIMITS.characters))).toBe(true);
    expect(withinLimits('x'.repeat(INPUT_LIMITS.characters + 1))).toBe(false);
    expect(withinLimits({ ['x'.repeat(INPUT_LIMITS.characters + 1)]: 1 })).toBe(false);
    expect(withinLimits(Array.from({ length: INPUT_LIMITS.nodes }, () => 0))).toBe(false);
    expect(withinLimits(keys)).toBe(false);
    const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(withinLimits(nest(INPUT_LIMITS.depth + 1))).toBe(true);
    expect(withinLimits(nest(INPUT_LIMITS.depth + 2))).toBe(false);
  });

  it('stops at a value that contains itself', () => {
    const self: Record<string, unknown> = {};
    self['self'] = self;
    expect(withinLimits(self)).toBe(false);
  });
});
