import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, openAttempts, UNKNOWN_PERSON } from './attempts.ts';

const ONE = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);

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
      attempts.fail(ONE, 1_000_000);
      waits.push(attempts.waitMs(ONE, 1_000_000));
    }
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1_000));
    expect(() => {
      attempts.require(ONE, 1_000_000);
    }).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WAIT' }));
    expect(() => {
      attempts.require(ONE, 1_300_000);
    }).not.toThrow();
  });

  it('are remembered over a restart, and a clock that was set back locks nobody out for longer', () => {
    const before = openAttempts(path);
    for (let failed = 0; failed < 5; failed += 1) before.fail(ONE, 2_000_000);
    const after = openAttempts(path);
    expect(after.failed(ONE)).toBe(5);
    expect(after.waitMs(ONE, 2_001_000)).toBe(3_000);
    expect(after.waitMs(ONE, 1_000)).toBe(4_000);
    expect(after.succeed(ONE)).toBe(5);
    expect(openAttempts(path).failed(ONE)).toBe(0);
  });

  it('count for each person alone, and a success ends only their own count', () => {
    const attempts = openAttempts(path);
    for (let failed = 0; failed < 5; failed += 1) attempts.fail(ONE, 1_000);
    attempts.fail(OTHER, 1_000);
    expect([attempts.waitMs(ONE, 1_000), attempts.waitMs(OTHER, 1_000)]).toEqual([4_000, 0]);
    expect(attempts.worst(1_000)).toEqual({ failed: 5, waitMs: 4_000 });
    expect(attempts.succeed(OTHER)).toBe(1);
    expect(attempts.waitMs(ONE, 1_000)).toBe(4_000);
    expect(openAttempts(path).failed(ONE)).toBe(5);
    expect(attempts.succeed(ONE)).toBe(5);
    expect(attempts.worst(1_000)).toEqual({ failed: 0, waitMs: 0 });
  });

  it('of two programs on the same folder add up', () => {
    const [window, commandLine] = [openAttempts(path), openAttempts(path)];
    window.fail(ONE, 1_000);
    commandLine.fail(ONE, 2_000);
    window.fail(ONE, 3_000);
    expect([window.failed(ONE), commandLine.failed(ONE)]).toEqual([3, 3]);
    commandLine.succeed(ONE);
    expect(window.failed(ONE)).toBe(0);
  });

  it.each([UNKNOWN_PERSON, ANYBODY])('that are nobody’s (%s) are forgotten after a quiet day', (nobody) => {
    const attempts = openAttempts(path);
    for (let failed = 0; failed < 5; failed += 1) attempts.fail(nobody, 1_000);
    attempts.succeed(ONE);
    expect(attempts.waitMs(nobody, 1_000)).toBe(4_000);
    const day = 24 * 60 * 60 * 1_000;
    expect(attempts.worst(day)).toMatchObject({ failed: 5 });
    expect(attempts.worst(1_000 + day)).toEqual({ failed: 0, waitMs: 0 });
    attempts.fail(nobody, 1_000 + day);
    expect(attempts.failed(nobody)).toBe(1);
  });

  it('fill no disk: the file keeps a bounded number, the newest', () => {
    const count = { failed: 4, at: 5 };
    const people = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`person-${index}`, count]));
    writeFileSync(path, JSON.stringify({ format: 'quintet-attempts/2', people, others: 0 }));
    openAttempts(path).fail(ONE, 6);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { people: object };
    expect(Object.keys(kept.people).length).toBe(1_002);
    expect(openAttempts(path).failed(ONE)).toBe(1);
  });

  it.each(['{"failed":-1', '{"failed":60,"at":0}'])(
    'count as used up for everybody when their file is %s',
    (content) => {
      writeFileSync(path, content);
      const attempts = openAttempts(path);
      expect([attempts.failed(ONE), attempts.worst(1_000).failed]).toEqual([3, 3]);
      attempts.fail(OTHER, 1_000);
      expect([openAttempts(path).failed(ONE), openAttempts(path).failed(OTHER)]).toEqual([3, 4]);
      expect(attempts.succeed(ONE)).toBe(3);
      expect([attempts.failed(ONE), attempts.failed(OTHER)]).toEqual([0, 4]);
    },
  );
});
