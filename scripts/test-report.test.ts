import { describe, expect, it } from 'vitest';
import { add, judge, lastLine, NOTHING, tallyOfPlaywright, tallyOfVitest } from './test-report.ts';

describe('the report of npm test', () => {
  it('ends with one exact line', () => {
    expect(lastLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(lastLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
    expect(lastLine(add({ passed: 1, failed: 0, skipped: 1 }, { passed: 2, failed: 1, skipped: 0 }))).toBe(
      '3 passed, 1 failed, 1 skipped',
    );
  });

  it('reads both runners', () => {
    expect(tallyOfVitest({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 })).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
    expect(tallyOfPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } })).toEqual({
      passed: 3,
      failed: 2,
      skipped: 2,
    });
    for (const broken of [null, undefined, 'text', [], { stats: null }]) {
      expect(tallyOfVitest(broken)).toEqual(NOTHING);
      expect(tallyOfPlaywright(broken)).toEqual(NOTHING);
    }
  });

  it('takes silence and a failed exit for a failure', () => {
    expect(judge(NOTHING, 0).failed).toBe(1);
    expect(judge({ passed: 4, failed: 0, skipped: 0 }, 1).failed).toBe(1);
    expect(judge({ passed: 4, failed: 2, skipped: 0 }, 1).failed).toBe(2);
    expect(judge({ passed: 4, failed: 0, skipped: 1 }, 0)).toEqual({ passed: 4, failed: 0, skipped: 1 });
  });
});
