import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newRecoveryKey, type RecoveryKey } from './age-file.ts';
import { BACKUP_FILES, MANIFEST_FILE } from './manifest.ts';
import { unpackBackup } from './unpack.ts';

type Files = readonly (readonly [name: string, bytes: Buffer])[];

/** Files of a backup as far as unpacking looks at them, with a manifest that fits. */
function fitting(bytesOf: (name: string) => Buffer): Files {
  const files = BACKUP_FILES.map((name) => [name, bytesOf(name)] as const);
  const manifest = {
    format: 'quintet-backup/1',
    workspace: '0123456789abcdef',
    createdAt: '2026-01-01T00:00:00.000Z',
    program: '1',
    entries: 1,
    cases: 0,
    checkpoint: '',
    files: Object.fromEntries(
      files.map(([name, bytes]) => [
        name,
        { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
      ]),
    ),
  };
  return [[MANIFEST_FILE, Buffer.from(JSON.stringify(manifest))], ...files];
}

const sample = fitting((name) => (name === 'master.key' ? randomBytes(32) : randomBytes(300)));

describe('unpacking a backup', () => {
  let outer: string;
  let folder: string;
  let key: RecoveryKey;

  beforeAll(async () => {
    key = await newRecoveryKey();
    outer = mkdtempSync(join(tmpdir(), 'quintet-test-'));
    folder = join(outer, 'folder');
  });
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  });
  afterAll(() => {
    rmSync(outer, { recursive: true, force: true });
  });

  async function fileOf(plaintext: Uint8Array): Promise<string> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    const path = join(outer, 'backup.age');
    writeFileSync(path, await encrypter.encrypt(plaintext));
    return path;
  }

  async function tarOf(files: Files): Promise<Buffer> {
    const tar = pack();
    for (const [name, bytes] of files) tar.entry({ name }, bytes);
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /** Unpacks into an emptied folder; a refusal is answered as its code. Nothing may appear outside of the folder. */
  async function unpack(plaintext: Uint8Array): Promise<string> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const path = await fileOf(plaintext);
    const code = await unpackBackup(path, key.secret, folder).then(
      () => 'unpacked',
      (thrown: unknown) => (thrown as { code?: string }).code ?? String(thrown),
    );
    expect(readdirSync(outer).sort()).toEqual(['backup.age', 'folder']);
    return code;
  }

  it('gives back what went in; the master key stays in memory', async () => {
    const path = await fileOf(await tarOf(sample));
    const { master, manifest } = await unpackBackup(path, key.secret, folder);
    expect(master.equals(new Map(sample).get('master.key')!)).toBe(true);
    expect(manifest.workspace).toBe('0123456789abcdef');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
      ['checkpoint', 'keys', 'keys/log.pub', 'keys/vault.json', 'quintet.db', 'workspace.json'].sort(),
    );
  });

  it('refuses arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
        expect(await unpack(bytes)).toBe('BACKUP_DAMAGED');
      }),
      { numRuns: 60 },
    );
  });

  it('refuses every tar in which one file has another name, other bytes, another place or is missing', async () => {
    const change = fc.record({
      at: fc.nat({ max: sample.length - 1 }),
      what: fc.oneof(
        fc.record({ name: fc.constantFrom('../up', '/etc/x', 'keys/../../x', 'quintet.db', 'manifest.json', 'x') }),
        fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }) }),
        fc.record({ to: fc.nat({ max: sample.length - 1 }) }),
        fc.constant('missing' as const),
        fc.constant('twice' as const),
      ),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, what }) => {
        const [name, bytes] = sample[at]!;
        const files = [...sample];
        if (what === 'missing') files.splice(at, 1);
        else if (what === 'twice') files.splice(at, 0, sample[at]!);
        else if ('name' in what) files[at] = [what.name, bytes];
        else if ('bytes' in what) files[at] = [name, Buffer.from(what.bytes)];
        else files.splice(what.to, 0, ...files.splice(at, 1));
        const same = files.every((file, place) => file[0] === sample[place]?.[0] && file[1].equals(sample[place][1]));
        fc.pre(!same || files.length !== sample.length);
        expect(await unpack(await tarOf(files))).toBe('BACKUP_DAMAGED');
      }),
      { numRuns: 120 },
    );
  });

  it('refuses links and folders, whatever they are called', async () => {
    for (const type of ['symlink', 'link', 'directory', 'fifo'] as const) {
      const tar = pack();
      tar.entry({ name: MANIFEST_FILE }, sample[0]![1]);
      tar.entry({ name: 'workspace.json', type, linkname: '/etc/passwd' });
      tar.finalize();
      const chunks: Buffer[] = [];
      for await (const chunk of tar) chunks.push(Buffer.from(chunk));
      expect(await unpack(Buffer.concat(chunks))).toBe('BACKUP_DAMAGED');
    }
  });
});
