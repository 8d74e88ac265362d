import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../common/errors.ts';
import { openVault, readVault } from '../../main/core/keys/vault.ts';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf, type WorkspaceLayout } from '../../main/core/workspace/layout.ts';
import { lockedWorkspace, otherLockedWorkspace, passphraseOf, startLocked } from './support/locked.ts';
import { databaseKeyOf, openWithKey } from './support/raw-database.ts';
import { refusalOf } from './support/seats.ts';

const WINDOW = { id: 'window-1' };
const NEXT = 'a much better passphrase';

let folder: string;
let layout: WorkspaceLayout;
let databaseKey: Buffer;
let remove: () => Promise<void>;
let other: Awaited<ReturnType<typeof otherLockedWorkspace>>;

beforeAll(async () => {
  other = await otherLockedWorkspace();
}, 120_000);
afterAll(() => other.remove());

beforeEach(async () => {
  ({ folder, remove } = await lockedWorkspace());
  layout = layoutOf(folder);
  databaseKey = await databaseKeyOf(folder, passphraseOf('mod-01'));
});
afterEach(() => remove());

/** SHA-256 of every file by its path, without what tells other hosts that one is running and what SQLite keeps beside. */
function fingerprint(of: string): Record<string, string> {
  const passing = /(?:host\.lock|host\.json|-wal|-shm)$/u;
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !passing.test(path));
  return Object.fromEntries(
    paths.map((path) => [path.slice(of.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** The files but the database, and every row of it but one: the queue's clock goes on in a damaged log too. */
function contentOf(of: string): Record<string, string> {
  const { databaseFile } = layoutOf(of);
  const files = Object.entries(fingerprint(of)).filter(([path]) => !databaseFile.endsWith(path));
  const db = openWithKey(databaseFile, databaseKey);
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'meta' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = Object.fromEntries(
    tables.map((name) => [name, JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all())]),
  );
  db.close();
  return { ...Object.fromEntries(files), ...rows };
}

interface Outcome {
  /** Code with which starting or unlocking was refused; null when a window opened. */
  readonly code: string | null;
  readonly message: string;
  /** What the window says about the log. */
  readonly log: string | null;
}

/** Starts a host on a folder and unlocks, as a person would after something happened to the files. */
async function tryToOpen(of: string, passphrase = passphraseOf('mod-01')): Promise<Outcome> {
  try {
    const application = await startLocked(of);
    try {
      await application.handlers['session.unlock']({ user: 'mod-01', passphrase }, WINDOW);
      const { health } = await application.handlers['queue.overview']({}, WINDOW);
      return { code: null, message: '', log: health.log };
    } finally {
      await application.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    return { code: thrown.code, message: thrown.message, log: null };
  }
}

describe('files of two workspaces mixed up, though their people have the same passphrases', () => {
  it.each<[keyof WorkspaceLayout, string | null, RegExp]>([
    ['vaultFile', 'VAULT_MISMATCH', /belong to different workspaces/u],
    ['infoFile', 'VAULT_MISMATCH', /belong to different workspaces/u],
    ['databaseFile', 'DB_CORRUPT', /belongs to another workspace/u],
    ['checkpointFile', null, /^$/u],
    ['publicKeysFile', null, /^$/u],
  ])('%s: said clearly, and nothing is changed on disk', async (file, code, message) => {
    await cp(layoutOf(other.folder)[file], layout[file]);
    const look = code === null ? contentOf : fingerprint;
    const before = look(folder);
    const outcome = await tryToOpen(folder);
    expect(outcome).toMatchObject({ code, log: code === null ? 'damaged' : null });
    expect(outcome.message).toMatch(message);
    expect(look(folder)).toEqual(before);
  });

  it('a description that claims another name for the log is damage, not a new log', async () => {
    const info = readInfo(layout);
    writeFileSync(layout.infoFile, JSON.stringify({ ...info, origin: 'quintet/0123456789abcdef' }));
    const before = contentOf(folder);
    expect(await tryToOpen(folder)).toMatchObject({ code: null, log: 'damaged' });
    expect(contentOf(folder)).toEqual(before);
  });

  it('a description that claims to be a sample does not open without a passphrase', async () => {
    const info = readInfo(layout);
    writeFileSync(layout.infoFile, JSON.stringify({ ...info, sample: true }));
    const application = await startLocked(folder, { signIn: { user: null, passphrase: null } });
    expect(await application.handlers['session.hello']({}, WINDOW)).toMatchObject({ user: null });
    const unlock = application.handlers['session.unlock']({ user: 'mod-01', passphrase: null }, WINDOW);
    expect(await refusalOf(unlock)).toBe('PASSPHRASE_WRONG');
    await application.close();
  });
});

describe('damaged files', () => {
  it('a vault cut short anywhere is called damaged when the program starts', async () => {
    const whole = readFileSync(layout.vaultFile);
    for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
      writeFileSync(layout.vaultFile, whole.subarray(0, Math.floor(whole.length * share)));
      expect(await tryToOpen(folder)).toMatchObject({ code: 'VAULT_DAMAGED' });
    }
  });

  it('a changed byte of the vault never opens another key: the same keys, or a code', async () => {
    const whole = readFileSync(layout.vaultFile);
    const { id } = readInfo(layout);
    const sound = await openVault(readVault(layout.vaultFile, id), 'mod-01', passphraseOf('mod-01'));
    const keys = Buffer.concat([sound.master, sound.databaseKey, sound.envelopeKey]);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        writeFileSync(layout.vaultFile, whole.with(at, (whole[at] ?? 0) ^ change));
        try {
          const vault = await openVault(readVault(layout.vaultFile, id), 'mod-01', passphraseOf('mod-01'));
          expect(Buffer.concat([vault.master, vault.databaseKey, vault.envelopeKey])).toEqual(keys);
          expect(vault.devicePem).toBe(sound.devicePem);
        } catch (thrown) {
          if (!(thrown instanceof ProblemError)) throw thrown;
          expect(['VAULT_DAMAGED', 'VAULT_MISMATCH', 'PASSPHRASE_WRONG']).toContain(thrown.code);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a database cut short ends in a code or a finding, and what is left is not touched', async () => {
    const { length } = readFileSync(layout.databaseFile);
    for (const left of [0, 100, 4_096, Math.floor(length / 2), length - 4_096]) {
      const { folder: copy, remove: removeCopy } = await lockedWorkspace();
      truncateSync(layoutOf(copy).databaseFile, left);
      const before = fingerprint(copy);
      const { code, log } = await tryToOpen(copy);
      expect({ left, code, log }).toEqual({
        left,
        code: code === null ? null : 'DB_CORRUPT',
        log: code === null ? 'damaged' : null,
      });
      expect(fingerprint(copy)).toEqual(before);
      await removeCopy();
    }
  });

  it('the wrong passphrase changes nothing but the count of attempts', async () => {
    const before = fingerprint(folder);
    expect(await tryToOpen(folder, 'not the passphrase')).toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const { [layout.attemptsFile.slice(folder.length)]: attempts, ...after } = fingerprint(folder);
    expect(attempts).toBeDefined();
    expect(after).toEqual(before);
  });
});

describe.skipIf(!mountIsPermitted())('a disk that refuses', () => {
  let disk: string;

  beforeEach(async () => {
    disk = `${folder}-disk`;
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
    await cp(folder, `${disk}/workspace`, { recursive: true });
  });
  afterEach(() => {
    spawnSync('umount', ['-l', disk]);
  });

  it('(read-only) is named, and nothing is damaged', async () => {
    const inside = `${disk}/workspace`;
    const before = fingerprint(inside);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(await tryToOpen(inside)).toMatchObject({ code: 'DB_READONLY' });
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    expect(fingerprint(inside)).toEqual(before);
    expect(await tryToOpen(inside)).toMatchObject({ code: null, log: 'ok' });
  });

  it('(full, while a passphrase is changed) is named, and the old passphrase holds', async () => {
    const inside = `${disk}/workspace`;
    const { vaultFile } = layoutOf(inside);
    const before = readFileSync(vaultFile);
    const application = await startLocked(inside);
    const change = (): Promise<unknown> =>
      refusalOf(
        application.handlers['session.changePassphrase']({ current: passphraseOf('mod-01'), next: NEXT }, WINDOW),
      );
    await application.handlers['session.unlock']({ user: 'mod-01', passphrase: passphraseOf('mod-01') }, WINDOW);
    fillUp(disk);
    expect(await change()).toBe('DB_FULL');
    expect(readFileSync(vaultFile)).toEqual(before);
    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    expect(await change()).toBe('was not refused');
    await application.close();
    expect(await tryToOpen(inside)).toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(await tryToOpen(inside, NEXT)).toMatchObject({ code: null, log: 'ok' });
  });
});

/** Writes until nothing more fits, in smaller and smaller pieces. */
function fillUp(disk: string): void {
  for (let size = 1024 * 1024, file = 0; size >= 1; file += 1)
    try {
      writeFileSync(`${disk}/filler-${file}`, Buffer.alloc(size, 1));
    } catch {
      size = Math.floor(size / 4);
    }
}

function mountIsPermitted(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['-m', 'true']).status === 0;
}
