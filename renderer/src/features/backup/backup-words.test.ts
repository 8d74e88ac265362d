import { describe, expect, it } from 'vitest';
import { fileName, hasFailedSince, newestOf, secretOf, standingOf, type BackupStatus } from './backup-words.ts';

const NOW = Date.parse('2026-03-10T12:00:00.000Z');
const HOUR = 60 * 60_000;
const file = (at: string): BackupStatus['files'][number] => ({ file: `/b/${at}.age`, bytes: 1, at, entries: 1 });
const PENDING = { recipient: 'age1p', proposal: 'a', proposedBy: 'admin-01', at: '2026-03-10T11:00:00.000Z' };
const STATUS: BackupStatus = {
  recipient: 'age1q',
  recipientSince: '2026-03-01T00:00:00.000Z',
  pending: null,
  schedule: { everyHours: 24, keep: 14 },
  folder: '/b',
  files: [file('2026-03-08T12:00:00.000Z'), file('2026-03-10T09:00:00.000Z'), file('2026-03-09T12:00:00.000Z')],
  lastFailure: null,
  lastDrill: null,
};

describe('standingOf', () => {
  it('counts from the newest file, wherever it stands in the list', () => {
    expect(newestOf(STATUS.files)?.at).toBe('2026-03-10T09:00:00.000Z');
    expect(standingOf(STATUS, NOW)).toEqual({ kind: 'due', age: 3 * HOUR, in: 21 * HOUR });
  });

  it.each([
    [{ recipient: null }, { kind: 'noKey' }],
    [{ recipient: null, pending: PENDING }, { kind: 'waiting' }],
    [{ pending: PENDING }, { kind: 'due', age: 3 * HOUR, in: 21 * HOUR }],
    [{ files: [] }, { kind: 'none' }],
    [{ schedule: null }, { kind: 'unscheduled', age: 3 * HOUR }],
    [{ schedule: { everyHours: 2, keep: 1 } }, { kind: 'overdue', age: 3 * HOUR, by: HOUR }],
    [{ schedule: { everyHours: 3, keep: 1 } }, { kind: 'overdue', age: 3 * HOUR, by: 0 }],
  ])('%o', (change, standing) => {
    expect(standingOf({ ...STATUS, ...change }, NOW)).toEqual(standing);
  });

  it('knows no negative age when clocks differ', () => {
    expect(standingOf({ ...STATUS, files: [file('2026-03-10T13:00:00.000Z')] }, NOW)).toMatchObject({ age: 0 });
  });
});

describe('hasFailedSince', () => {
  const failed = (at: string): BackupStatus => ({ ...STATUS, lastFailure: { at, message: 'The disk is full.' } });

  it('stands until a newer backup exists', () => {
    expect(hasFailedSince(STATUS)).toBe(false);
    expect(hasFailedSince(failed('2026-03-10T11:00:00.000Z'))).toBe(true);
    expect(hasFailedSince(failed('2026-03-10T08:00:00.000Z'))).toBe(false);
    expect(hasFailedSince({ ...failed('2026-03-10T08:00:00.000Z'), files: [] })).toBe(true);
  });
});

it('names files without their folder on any system', () => {
  expect(fileName('/home/q/backups/a.age')).toBe('a.age');
  expect(fileName('C:\\q\\backups\\a.age')).toBe('a.age');
});

it('reads a secret as it was written down', () => {
  expect(secretOf(' age-secret-key-1 qpzr \n y9x8 ')).toBe('AGE-SECRET-KEY-1QPZRY9X8');
});
