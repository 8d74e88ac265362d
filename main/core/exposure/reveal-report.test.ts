import { describe, expect, it } from 'vitest';
import type { PersonFigures } from '../../db/queries/exposure.ts';
import { atLeast, standsOut } from './reveal-report.ts';

function person(actor: string, cases: number, revealedLeft: number): PersonFigures {
  return {
    actor,
    cases,
    revealedLeft,
    opened: cases,
    decided: cases - revealedLeft,
    reveals: cases,
    refused: 0,
    left: revealedLeft,
  };
}

describe('a person stands out', () => {
  const team = (cases: number, left: number): PersonFigures[] =>
    Array.from({ length: 9 }, (_, index) => person(`mod-${index}`, cases, left));

  it.each([
    ['far more than everybody else', person('x', 100, 40), team(100, 2), true],
    ['as many as everybody else', person('x', 100, 2), team(100, 2), false],
    ['twice as many: unlikely by chance, but not far', person('x', 2_000, 200), team(2_000, 100), false],
    ['four cases: too few to say anything', person('x', 4, 4), team(100, 1), false],
    ['five of five beside a careful team', person('x', 5, 5), team(100, 1), true],
    ['many, but in proportion to a night of work', person('x', 900, 18), team(100, 2), false],
    ['somebody who opened nothing', person('x', 0, 0), team(100, 2), false],
    ['a team that leaves nothing at all', person('x', 50, 8), team(100, 0), true],
    ['alone in the workspace', person('x', 100, 90), [], false],
  ])('%s', (_, one, others, expected) => {
    expect(standsOut(one, [...others, one])).toBe(expected);
  });
});

describe('the binomial tail', () => {
  it.each([
    [0, 10, 0.3, 1],
    [1, 1, 0.25, 0.25],
    [2, 2, 0.5, 0.25],
    [3, 10, 0.1, 0.0701908264],
    [9, 10, 0.9, 0.7360989291],
    [11, 10, 0.9, 0],
    [10, 10, 1, 1],
  ])('P(X ≥ %i of %i at %f)', (k, n, p, expected) => {
    expect(atLeast(k, n, p)).toBeCloseTo(expected, 9);
  });

  it('keeps small figures where a plain difference would be zero', () => {
    expect(atLeast(60, 100, 0.1)).toBeGreaterThan(0);
    expect(atLeast(60, 100, 0.1)).toBeLessThan(1e-25);
  });
});
