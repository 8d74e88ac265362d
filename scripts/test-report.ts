/** What one step of `npm test` found. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function numbersOf(document: unknown, path: readonly string[]): Record<string, unknown> {
  let value: unknown = document;
  for (const name of path) value = (Object(value) as Record<string, unknown>)[name];
  return Object(value) as Record<string, unknown>;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** Counts of Vitest's JSON report. */
export function tallyOfVitest(document: unknown): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = numbersOf(document, []);
  return {
    passed: count(numPassedTests),
    failed: count(numFailedTests),
    skipped: count(numPendingTests) + count(numTodoTests),
  };
}

/** Counts of Playwright's JSON report. A test that passed only when repeated has failed. */
export function tallyOfPlaywright(document: unknown): Tally {
  const { expected, unexpected, flaky, skipped } = numbersOf(document, ['stats']);
  return { passed: count(expected), failed: count(unexpected) + count(flaky), skipped: count(skipped) };
}

/**
 * Joins what a program reported with how it ended. A program that failed without naming a failed test, or that ran no
 * test at all, is one failure: silence is never success.
 */
export function judge(tally: Tally, exitCode: number): Tally {
  const total = tally.passed + tally.failed + tally.skipped;
  if ((exitCode !== 0 && tally.failed === 0) || total === 0) return { ...tally, failed: tally.failed + 1 };
  return tally;
}
