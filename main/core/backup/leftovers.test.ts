import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeLeftovers, removeLeftoversIn, temporaryPrefix } from './leftovers.ts';

describe('what killed restores and drills leave', () => {
  let scratch: string;
  let dead: number;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'quintet-test-'));
    dead = spawnSync(process.execPath, ['--eval', '']).pid;
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** A folder as one of these processes would have made it, with something in it. */
  function leave(kind: 'restore' | 'check', pid: number, parent = scratch): string {
    const name = `${temporaryPrefix(kind).replace(`-${process.pid}-`, `-${pid}-`)}a1B2c3`;
    mkdirSync(join(parent, name, 'keys'), { recursive: true });
    writeFileSync(join(parent, name, 'keys', 'vault.json'), '{}');
    return name;
  }

  it('is removed once the process is gone, each kind where it is looked for', () => {
    leave('restore', dead);
    const other = leave('check', dead);
    removeLeftoversIn(scratch, 'restore');
    expect(readdirSync(scratch)).toEqual([other]);
    removeLeftoversIn(scratch, 'check');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('stays while its process runs, and goes when that was killed', async () => {
    const running: ChildProcess = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    const [own, theirs] = [leave('check', process.pid), leave('check', running.pid!)];
    try {
      removeLeftoversIn(scratch, 'check');
      expect(readdirSync(scratch).sort()).toEqual([own, theirs].sort());
    } finally {
      running.kill('SIGKILL');
      await once(running, 'exit');
    }
    removeLeftoversIn(scratch, 'check');
    expect(readdirSync(scratch)).toEqual([own]);
  });

  it('is nothing else: other machines, other names, files and links stay', () => {
    const target = leave('check', process.pid);
    const gone = leave('check', dead);
    rmSync(join(scratch, gone), { recursive: true });
    symlinkSync(join(scratch, target), join(scratch, gone));
    const machine = /[0-9a-f]{8}/u;
    const names = [
      `quintet-backup-${'0'.repeat(8)}-${dead}-a1B2c3`,
      'quintet-backup-a1B2c3',
      `quintet-backup-${dead}-a1B2c3`,
      gone.replace(machine, (found) => `${found}0`),
    ];
    for (const name of names) mkdirSync(join(scratch, name));
    const file = `${gone.slice(0, -1)}4`;
    writeFileSync(join(scratch, file), '');
    removeLeftoversIn(scratch, 'check');
    expect(readdirSync(scratch).sort()).toEqual([target, gone, file, ...names].sort());
    expect(readdirSync(join(scratch, target))).toEqual(['keys']);
  });

  it('is looked for beside the workspace and in the folder for temporary files', () => {
    const temporary = join(scratch, 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    leave('restore', dead);
    leave('check', dead, temporary);
    removeLeftovers({ folder: join(scratch, 'workspace') });
    expect(readdirSync(scratch)).toEqual(['temporary']);
    expect(readdirSync(temporary)).toEqual([]);
    expect(() => {
      removeLeftovers({ folder: join(scratch, 'nowhere', 'workspace') });
    }).not.toThrow();
  });
});
