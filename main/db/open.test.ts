import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../common/errors.ts';
import { assertSettings, openReadable, openWritable } from './open.ts';
import { connectionOf, type ReadableDb } from './types.ts';

const KEY = randomBytes(32);

describe('opening the database', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-open-'));
    file = join(folder, 'quintet.db');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function settingsOf(db: ReadableDb): Record<string, unknown> {
    const connection = connectionOf(db);
    const names = ['journal_mode', 'synchronous', 'recursive_triggers', 'foreign_keys', 'secure_delete', 'fullfsync'];
    return Object.fromEntries(names.map((name) => [name, connection.pragma(name, { simple: true })]));
  }

  const WANTED = {
    journal_mode: 'wal',
    synchronous: 2,
    recursive_triggers: 1,
    foreign_keys: 1,
    secure_delete: 1,
    fullfsync: 1,
  };

  it('sets every setting on a new file, on a reopened one and on a reading connection', () => {
    const first = openWritable(file, KEY, true);
    expect(settingsOf(first)).toEqual(WANTED);
    connectionOf(first).close();
    const again = openWritable(file, KEY, true);
    const reading = openReadable(file, KEY);
    expect(settingsOf(again)).toEqual(WANTED);
    expect(settingsOf(reading)).toEqual(WANTED);
    connectionOf(reading).close();
    connectionOf(again).close();
  });

  it.each([
    ['synchronous = NORMAL', 'synchronous'],
    ['recursive_triggers = OFF', 'recursive_triggers'],
    ['secure_delete = OFF', 'secure_delete'],
    ['foreign_keys = OFF', 'foreign_keys'],
  ])('notices a connection with %s', (pragma, name) => {
    const connection = connectionOf(openWritable(file, KEY, true));
    connection.pragma(pragma);
    expect(() => {
      assertSettings(connection);
    }).toThrow(new RegExp(name, 'u'));
    connection.close();
  });

  it('encrypts the whole file, also its header and its write-ahead log', () => {
    const canary = 'a canary in a table';
    const db = connectionOf(openWritable(file, KEY, true));
    db.prepare('INSERT INTO settings VALUES (?, ?)').run('canary', canary);
    const bytes = [file, `${file}-wal`].map((path) => readFileSync(path).toString('latin1'));
    db.close();
    for (const text of [...bytes, readFileSync(file).toString('latin1')]) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain('CREATE TABLE');
      expect(text).not.toContain('SQLite format 3');
    }
  });

  it.each([
    ['another key', randomBytes(32)],
    ['no key', null],
  ])('does not open with %s, and leaves the file as it is', (_what, key) => {
    connectionOf(openWritable(file, KEY, true)).close();
    const before = readFileSync(file);
    for (const open of [() => openWritable(file, key, false), () => openReadable(file, key)])
      expect(open).toThrow(expect.objectContaining({ code: 'DB_CORRUPT' }) as Error);
    expect(readFileSync(file)).toEqual(before);
  });

  it('does not let a reading connection write', () => {
    connectionOf(openWritable(file, KEY, true)).close();
    const reading = connectionOf(openReadable(file, KEY));
    expect(() => reading.exec("INSERT INTO counters VALUES ('x', 1)")).toThrow(/readonly/u);
    reading.close();
  });

  const refusals: [string, () => void, string][] = [
    [
      'a newer schema',
      () => {
        alter('user_version = 99');
      },
      'DB_NEWER',
    ],
    [
      'a database of another program',
      () => {
        alter('application_id = 7');
      },
      'DB_CORRUPT',
    ],
    [
      'a file that is no database',
      () => {
        writeFileSync(file, 'Not a database, and longer than any header. '.repeat(40));
      },
      'DB_CORRUPT',
    ],
    [
      'a file that is not there',
      () => {
        file = join(folder, 'nowhere', 'quintet.db');
      },
      'DB_CORRUPT',
    ],
  ];

  it.each(refusals)('refuses %s with its code', (_what, prepare, code) => {
    prepare();
    const open = (): unknown => openWritable(file, KEY, false);
    expect(open).toThrow(ProblemError);
    expect(open).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('takes over a file that is empty', () => {
    writeFileSync(file, '');
    const db = openWritable(file, KEY, true);
    expect(settingsOf(db)).toEqual(WANTED);
    connectionOf(db).close();
  });

  function alter(pragma: string): void {
    const connection = connectionOf(openWritable(file, KEY, true));
    connection.pragma(pragma);
    connection.close();
  }
});
