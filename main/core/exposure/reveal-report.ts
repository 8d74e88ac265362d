import type { PersonFigures } from '../../db/queries/exposure.ts';

/** Fewest cases revealed and left by a person before anything is said about the person. */
const LEAST_CASES = 5;
/** How many times the rate of everybody else it takes. */
const LEAST_RATIO = 3;
/** How unlikely so many would be at the rate of everybody else. With 50 people about one report in 20 errs once. */
const LEAST_SURPRISE = 0.001;

/**
 * Whether a person leaves far more revealed cases undecided than the rest of the team does, per case opened. The
 * conditional test of two Poisson rates (Przyborowski and Wilenski 1940): given the total, the person's share is
 * binomial. All three hurdles have to be taken, so that few cases and a small team do not accuse anybody.
 */
export function standsOut(person: PersonFigures, team: readonly PersonFigures[]): boolean {
  const others = team.filter(({ actor }) => actor !== person.actor);
  const theirs = sum(others, ({ revealedLeft }) => revealedLeft);
  const theirCases = sum(others, ({ cases }) => cases);
  if (person.revealedLeft < LEAST_CASES || person.cases === 0 || theirCases === 0) return false;
  // Half a case more keeps a team without any from making the ratio infinite.
  const ratio = person.revealedLeft / person.cases / ((theirs + 0.5) / theirCases);
  if (ratio < LEAST_RATIO) return false;
  const share = person.cases / (person.cases + theirCases);
  return atLeast(person.revealedLeft, person.revealedLeft + theirs, share) < LEAST_SURPRISE;
}

/** P(X ≥ k) for X ~ Binomial(n, p), summed in logarithms so that large counts do not overflow. */
export function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (p <= 0 || k > n) return 0;
  if (p >= 1) return 1;
  let term = n * Math.log1p(-p);
  const step = Math.log(p) - Math.log1p(-p);
  let below = 0;
  for (let x = 0; x < k; x += 1) {
    below += Math.exp(term);
    term += Math.log((n - x) / (x + 1)) + step;
  }
  // The lower sum loses digits near one; there the upper one is small and is summed itself.
  if (below < 0.9) return 1 - below;
  let above = 0;
  for (let x = k; x <= n; x += 1) {
    const part = Math.exp(term);
    above += part;
    if (part < above * 1e-12 && x > n * p) break;
    term += Math.log((n - x) / (x + 1)) + step;
  }
  return Math.min(1, above);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
