import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAttempts } from './attempts.ts';

describe('failed attempts', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-attempts-'));
    path = join(folder, 'attempts.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('cost nothing three times, then twice as much each time, five minutes at most', () => {
    const attempts = openAttempts(path);
    const waits: number[] = [];
    for (let failed = 1; failed <= 14; failed += 1) {
      attempts.fail(1_000_000);
      waits.push(attempts.waitMs(1_000_000));
    }
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1_000));
    expect(() => {
      attempts.require(1_000_000);
    }).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WAIT' }));
    expect(() => {
      attempts.require(1_300_000);
    }).not.toThrow();
  });

  it('are remembered over a restart, and a clock that was set back locks nobody out for longer', () => {
    const before = openAttempts(path);
    for (let failed = 0; failed < 5; failed += 1) before.fail(2_000_000);
    const after = openAttempts(path);
    expect(after.failed).toBe(5);
    expect(after.waitMs(2_001_000)).toBe(3_000);
    expect(after.waitMs(1_000)).toBe(4_000);
    expect(after.succeed()).toBe(5);
    expect(openAttempts(path).failed).toBe(0);
  });

  it('count as used up when their file is damaged', () => {
    writeFileSync(path, '{"failed":-1');
    expect(openAttempts(path).failed).toBe(3);
  });
});
