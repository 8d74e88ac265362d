import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupName, backupPath, listBackups, rotate } from './folder.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.parse('2026-11-20T23:59:59.999Z');

describe('the backup folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function add(day: number): string {
    const name = backupName(START + day * DAY, 100 + day);
    writeFileSync(join(folder, name), 'x'.repeat(day + 1));
    return name;
  }

  it('lists what it named itself, newest first', () => {
    const names = [add(0), add(2), add(1)];
    writeFileSync(join(folder, 'letter.age'), '');
    writeFileSync(join(folder, 'quintet-20261399T000000000Z-1.age'), '');
    expect(listBackups(folder)).toEqual([
      { file: names[1], bytes: 3, at: '2026-11-22T23:59:59.999Z', entries: 102 },
      { file: names[2], bytes: 2, at: '2026-11-21T23:59:59.999Z', entries: 101 },
      { file: names[0], bytes: 1, at: '2026-11-20T23:59:59.999Z', entries: 100 },
    ]);
    expect(listBackups(join(folder, 'nowhere'))).toEqual([]);
  });

  it('deletes the oldest beyond the number to keep, and nothing else', () => {
    const names = [add(0), add(1), add(2), add(3)];
    writeFileSync(join(folder, 'letter.age'), '');
    expect(rotate(folder, 2)).toEqual([names[1], names[0]]);
    expect(readdirSync(folder).sort()).toEqual(['letter.age', names[2], names[3]].sort());
    expect(rotate(folder, 2)).toEqual([]);
  });

  it('takes a listed name or a full path, never a way out of the folder', () => {
    const name = add(0);
    expect(backupPath(folder, name)).toBe(join(folder, name));
    expect(backupPath(folder, '/mnt/stick/b.age')).toBe('/mnt/stick/b.age');
    for (const file of ['../../etc/passwd', `../${name}`, 'letter.age', ''])
      expect(() => backupPath(folder, file)).toThrow(expect.objectContaining({ code: 'FILE_MISSING' }));
  });
});
