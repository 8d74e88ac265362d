import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { committed } from './support/queue-contract-entries.ts';
import { onCopy, tamper } from './support/sabotage.ts';
import { freshWorkspace } from './support/temporary.ts';

const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function quintet(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('quintet audit', () => {
  let folder: string;
  let remove: () => Promise<void>;
  /** Entries that a fresh workspace begins with. */
  let first: number;

  beforeAll(async () => {
    ({ folder, remove } = await freshWorkspace());
    const workspace = await openWorkspace(folder, { asHost: false });
    first = (await workspace.log.checkpoint()).size;
    for (let index = 1; index < 8; index += 1) await workspace.log.append(committed(`case-${index}`));
    await workspace.close();
  });

  afterAll(() => remove());

  const inWorkspace = (...args: string[]): Promise<Ran> => quintet('--workspace', folder, ...args);

  it('verify prints its stable document and exits 0; a damaged log exits 1 with the index', async () => {
    const sound = await inWorkspace('--json', 'audit', 'verify');
    expect(sound).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(sound.out)).toEqual({
      ok: true,
      size: first + 7,
      root: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      checkedEntries: first + 7,
      firstBadIndex: null,
      problems: [],
      ms: expect.any(Number) as number,
      since: expect.stringMatching(/Z$/u) as string,
      signatures: { checked: first + 7, checkedBefore: 0 },
    });
    await onCopy(folder, async (copy) => {
      await tamper(copy, (db) => db.exec("UPDATE log SET actor = 'mod-09' WHERE idx = 3"));
      const damaged = await quintet('--workspace', copy, '--json', 'audit', 'verify');
      expect(damaged.code).toBe(1);
      expect(JSON.parse(damaged.out)).toMatchObject({ ok: false, firstBadIndex: 3 });
    });
  });

  it('proof and check-proof: holds with the key alone, not when it was changed', async () => {
    const file = `${folder}-proof.tlog-proof`;
    const key = `${folder}/keys/log.pub`;
    const made = await inWorkspace('--json', 'audit', 'proof', '--index', '3', '--out', file);
    expect(made.code).toBe(0);
    const checked = await quintet('--json', 'audit', 'check-proof', file, '--key', key);
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.out)).toMatchObject({ ...(JSON.parse(made.out) as object), ok: true, index: 3 });
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('index 3', 'index 4'));
    expect(await quintet('audit', 'check-proof', file, '--key', key)).toMatchObject({ code: 1 });
    await writeFile(file, 'nothing');
    const malformed = await quintet('audit', 'check-proof', file, '--key', key);
    expect(malformed.code).toBe(2);
    expect(malformed.err).toContain(file);
    expect(await inWorkspace('audit', 'proof', '--index', '999', '--out', file)).toMatchObject({ code: 2 });
  });

  it('checkpoint prints the signed note', async () => {
    const { code, out } = await inWorkspace('--json', 'audit', 'checkpoint');
    const { origin, size, root, note } = JSON.parse(out) as {
      origin: string;
      size: number;
      root: string;
      note: string;
    };
    expect(code).toBe(0);
    expect(note.split('\n').slice(0, 3)).toEqual([origin, String(size), Buffer.from(root, 'hex').toString('base64')]);
  });

  it('export logs itself first, filters, and prints rows as JSON Lines and CSV', async () => {
    const lines = (await inWorkspace('audit', 'export', '--policy', 'HATE')).out.trim().split('\n');
    expect(lines).toHaveLength(7);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      index: first,
      kind: 'decision.committed',
      caseId: 'case-1',
      event: { handsOnMs: 1000 },
    });
    const csv = (await inWorkspace('audit', 'export', '--format', 'csv')).out.trim().split('\n');
    expect(csv[0]).toBe('index,at,kind,actor,caseId,policy,finding,action,label,band,handsOnMs,event');
    // The heading, then every entry once, the export's own as the last.
    const last = Number(csv.at(-1)?.split(',')[0]);
    expect(last).toBeGreaterThan(first + 7);
    expect(csv).toHaveLength(1 + last + 1);
    expect(csv.at(-1)).toContain('log.exported');
    const all = (await inWorkspace('--json', 'audit', 'export')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; event: object });
    expect(all.at(-1)).toMatchObject({ kind: 'log.exported', event: { format: 'jsonl', filters: {} } });
    expect(all.filter(({ kind }) => kind === 'log.exported')).toHaveLength(3);
  });

  it.each([
    [['audit', 'export', '--since', 'yesterday'], '--since'],
    [['audit', 'export', '--policy', 'NOPE'], '--policy'],
    [['audit', 'export', '--format', 'xml'], '--format'],
    [['audit', 'proof', '--index', '-1', '--out', 'x'], '--index'],
  ])('refuses %j, naming what is wrong', async (args, named) => {
    const { code, out, err } = await inWorkspace(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(named);
    expect(err).not.toMatch(/\n\s+at /u);
  });

  it('without a workspace says how to make one and exits 3', async () => {
    const { code, err } = await quintet('--workspace', `${folder}-none`, 'audit', 'verify');
    expect(code).toBe(3);
    expect(err).toContain('quintet init');
  });

  it('queue stats prints its stable document without touching the workspace', async () => {
    const { code, out } = await inWorkspace('--json', 'queue', 'stats');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ready: 0,
      leased: 0,
      delayed: 0,
      dead: 0,
      quarantined: 0,
      decided: 0,
      oldestReadySeconds: null,
      byPolicy: {},
    });
  });
});
