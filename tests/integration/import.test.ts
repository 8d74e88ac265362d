import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../common/domain/log.ts';
import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { exampleBundle } from '../../fixtures/example.ts';
import { encodeBundle } from '../../main/core/intake/assemble-bundle.ts';
import { encodeSealed, sealBundle } from '../../main/core/intake/sealed-bundle.ts';
import { x25519PublicKey } from '../../main/crypto/hpke.ts';
import { quintet, type Run } from './support/command-line.ts';
import { freshWorkspace } from './support/temporary.ts';

const sample = (name: string): string => fileURLToPath(new URL(`../../fixtures/sample/${name}`, import.meta.url));

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await freshWorkspace());
});
afterEach(() => remove());

const importing = (files: readonly string[], input: string | Uint8Array = ''): Promise<Run> =>
  quintet(['--workspace', folder, '--json', 'queue', 'import', ...files], input);

async function inWorkspace<Result>(look: (workspace: Workspace) => Promise<Result>): Promise<Result> {
  const workspace = await openWorkspace(folder, { asHost: false, writable: false });
  try {
    return await look(workspace);
  } finally {
    await workspace.close();
  }
}

describe('quintet queue import', () => {
  it('takes in the sample: every bundle queued or in quarantine with its code, and all of it in the log', async () => {
    const before = await inWorkspace(({ log }) => log.verify());
    const first = await importing([sample('bundles.jsonl'), sample('invalid.jsonl')]);
    expect(first.code).toBe(0);
    const tally = JSON.parse(first.stdout) as { queued: number; quarantined: number; codes: Record<string, number> };
    expect(tally).toMatchObject({ read: 276, queued: 256, duplicate: 0, quarantined: 20 });
    expect(Object.values(tally.codes)).toEqual(Array.from({ length: 20 }, () => 1));
    expect(first.stderr).toMatch(/invalid\.jsonl, line 20: SEQUENCE/u);

    const again = await importing([sample('bundles.jsonl')]);
    expect(JSON.parse(again.stdout)).toEqual({ read: 256, queued: 0, duplicate: 256, quarantined: 0, codes: {} });

    const { stats, lane, verified } = await inWorkspace(async ({ queue, quarantine, log }) => ({
      stats: await queue.stats(),
      lane: await quarantine.list(100),
      verified: await log.verify(),
    }));
    expect(stats).toMatchObject({ ready: 256, quarantined: 20, duplicates: 256 });
    expect(lane.codes.toSorted((a, b) => a.code.localeCompare(b.code))).toEqual(
      Object.keys(tally.codes)
        .toSorted((a, b) => a.localeCompare(b))
        .map((code) => ({ code, count: 1 })),
    );
    const lines = (await readFile(sample('invalid.jsonl'), 'latin1')).trimEnd().split('\n');
    expect(lane.rows.map(({ bytes }) => bytes).toReversed()).toEqual(lines.map((line) => line.length));
    expect(verified).toMatchObject({ ok: true, size: before.size + 256 + 20 });
  });

  it('reads standard input; a bad line stops nothing and shows nothing', async () => {
    const good = Buffer.from(encodeBundle(exampleBundle())).toString();
    const run = await importing(['-'], `\ufeff${good}\r\n\nTOPSECRET\n${good}`);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ read: 3, queued: 1, duplicate: 1, codes: { SCHEMA_JSON: 1 } });
    expect(run.stderr).toContain('standard input, line 3: SCHEMA_JSON');
    expect(run.stderr + run.stdout).not.toContain('TOPSECRET');
  });

  it('imports nothing when one of the files cannot be read', async () => {
    const empty = join(dirname(folder), 'empty.jsonl');
    await writeFile(empty, '');
    for (const [path, sentence] of [
      [join(dirname(folder), 'none.jsonl'), 'There is no file'],
      [folder, 'is a folder'],
      [empty, 'is empty'],
    ] as const) {
      const run = await importing([sample('bundles.jsonl'), path]);
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toContain(path);
      expect(run.stderr).toContain(sentence);
    }
    expect((await inWorkspace(({ queue }) => queue.stats())).ready).toBe(0);
  });

  it('logs who brought the bundles in', async () => {
    const good = Buffer.from(encodeBundle(exampleBundle())).toString();
    const run = await quintet(['--workspace', folder, '--as', 'lead-01', 'queue', 'import', '-'], good);
    expect(run.stdout).toBe('1 read: 1 queued, 0 already known, 0 in quarantine.\n');
    const { rows } = await inWorkspace(({ log }) => log.search({ actor: 'lead-01' }, null, 10));
    expect(rows.map(({ kind }) => kind)).toEqual(['case.received']);
    const unknown = await quintet(['--workspace', folder, '--as', 'nobody', 'queue', 'import', '-'], good);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
  });

  it('takes in what was sealed elsewhere, knows it again, and quarantines it when one character was changed', async () => {
    const recipients = await inWorkspace(({ trust }) => Promise.resolve(trust.sealing.recipients(Date.now())));
    const [left, right] = [exampleBundle('left', { franked: true }), exampleBundle('right')];
    const line = encodeSealed(await sealBundle(left, recipients)).toString();
    const changed = encodeSealed(await sealBundle(right, recipients)).toString();
    const at = changed.indexOf('"ciphertext":"') + 100;
    const broken = `${changed.slice(0, at)}${changed[at] === 'A' ? 'B' : 'A'}${changed.slice(at + 1)}`;
    const elsewhere = [{ keyId: 'another-team', publicKey: x25519PublicKey(Buffer.alloc(32, 3)) }];
    const foreign = encodeSealed(await sealBundle(right, elsewhere)).toString();
    const run = await importing(['-'], [line, broken, foreign, line].join('\n'));
    expect(JSON.parse(run.stdout)).toEqual({
      read: 4,
      queued: 1,
      duplicate: 1,
      quarantined: 2,
      codes: { SEAL: 1, KEY_UNKNOWN: 1 },
    });
    const received = await inWorkspace(async ({ log }) => {
      const events: LogEvent[] = [];
      for await (const { event } of log.exportRows({ kind: 'case.received' })) events.push(event);
      return events;
    });
    expect(received).toMatchObject([{ bundle: left.header.bundleId, verdict: 'verified' }]);
  });
});
