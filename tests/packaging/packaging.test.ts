import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createElectronFolder } from './stand-in.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PLATFORM = `linux-${process.arch}`;

let folder: string;
let resources: string;
let packed: readonly string[];

/**
 * Packages the built program for Linux around a stand-in Electron. What the real Electron does with the result cannot
 * be seen here; which files are in it, and that the program in it runs, can.
 */
beforeAll(async () => {
  for (const built of ['out/main/electron.js', 'out/preload/preload.cjs', 'out/renderer/index.html']) {
    if (!existsSync(join(ROOT, built))) throw new Error(`${built} is missing. Run: npm run build`);
  }
  folder = mkdtempSync(join(tmpdir(), 'quintet-packaging-'));
  createElectronFolder(join(folder, 'electron'));
  const builder = join(ROOT, 'node_modules/electron-builder/cli.js');
  await run(
    process.execPath,
    [
      builder,
      '--linux',
      '--dir',
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ],
    { cwd: ROOT },
  );
  const [unpacked] = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('unpacked'));
  resources = join(folder, 'dist', unpacked ?? '', 'resources');
  packed = listPackage(join(resources, 'app.asar'), { isPack: false });
}, 180_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The packed program as plain files with its resources beside it, for this Node.js instead of Electron's. */
function unpackProgram(): string {
  const installed = mkdtempSync(join(folder, 'installed-'));
  const program = join(installed, 'app');
  extractAll(join(resources, 'app.asar'), program);
  cpSync(join(resources, 'models'), join(installed, 'models'), { recursive: true });
  return program;
}

interface LockedPackage {
  readonly dependencies?: Record<string, string>;
}

/** Every library the dependencies need, from the lockfile; declarations of types are not loaded and not counted. */
function neededLibraries(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {})) visit(next);
  };
  for (const name of Object.keys(packages['']?.dependencies ?? {})) visit(name);
  // node-addon-api holds C++ headers.
  return [...found].filter((name) => !/^@types\/|^@webgpu\/|^node-addon-api$/u.test(name)).sort();
}

describe('the packaged program', () => {
  it('holds exactly the libraries the lockfile says it needs', () => {
    const libraries = packed
      .filter((path) => /^\/node_modules\/(?:[^@/][^/]*|@[^/]*\/[^/]*)$/u.test(path))
      .map((path) => path.slice('/node_modules/'.length));
    expect([...libraries].sort()).toEqual(neededLibraries());
  });

  it('holds the built program and nothing of the checkout', () => {
    for (const needed of [
      '/package.json',
      '/out/main/electron.js',
      '/out/main/cli.js',
      '/out/main/db-worker.js',
      '/out/main/classifier-worker.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
    ]) {
      expect(packed).toContain(needed);
    }
    const top = new Set(packed.map((path) => path.split('/')[1]));
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json']);
    expect(packed.filter((path) => /\.(?:map|tsx?|cts|mts|c|cc|h)$/u.test(path))).toEqual([]);
  });

  it('has its native library for one system only, its workers and its wasm as plain files', () => {
    const unpacked = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, encoding: 'utf8' });
    expect(unpacked.filter((path) => path.endsWith('.node'))).toEqual([
      `node_modules/better-sqlite3/prebuilds/${PLATFORM}.node`,
    ]);
    expect(unpacked).toContain('out/main/db-worker.js');
    expect(unpacked).toContain('out/main/classifier-worker.js');
    expect(unpacked.some((path) => path.endsWith('tfjs-backend-wasm-simd.wasm'))).toBe(true);
  });

  it('has the models beside it, byte for byte', () => {
    const source = join(ROOT, 'models/text-v1');
    const shipped = join(resources, 'models/text-v1');
    const files = readdirSync(source).filter((name) => !name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(0);
    expect(readdirSync(shipped).sort()).toEqual([...files].sort());
    for (const name of files) {
      expect(readFileSync(join(shipped, name)).equals(readFileSync(join(source, name)))).toBe(true);
    }
  });

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(join(resources, '..', 'quintet'));
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });
  });

  it('runs from what was packed: makes a workspace, opens its database, verifies its log', async () => {
    const program = unpackProgram();
    const workspace = join(folder, 'workspace');
    const quintet = async (...words: string[]): Promise<Record<string, unknown>> => {
      const command = [join(program, 'out/main/cli.js'), '--workspace', workspace, '--json', ...words];
      const env = { ...process.env, QUINTET_PASSPHRASE: 'for the packaging test' };
      const { stdout } = await run(process.execPath, command, { cwd: folder, env });
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const { users } = await quintet('init');
    expect(await quintet('queue', 'stats')).toMatchObject({ ready: 0, decided: 0 });
    // The first entry, one for each person, the team key, and the platform whose signature counts.
    expect(await quintet('audit', 'verify')).toMatchObject({ ok: true, size: (users as unknown[]).length + 3 });
  });

  it('carries every library the program loads, whole enough to be loaded', async () => {
    const program = unpackProgram();
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const name of ['compromise/two', 'libphonenumber-js/min']) require(name);
      for (const name of ['age-encryption', 'better-sqlite3', 'hash-wasm', 'hpke', 'linkify-it', 'tar-stream', 'zod', 'ws'])
        await import(name);
      console.log('loaded');`;
    const file = join(program, 'out/main/load-all.mjs');
    writeFileSync(file, script);
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    expect(stdout.trim()).toBe('loaded');
  });

  it('classifies with the model beside it, in its worker', async () => {
    const program = unpackProgram();
    const bundles = join(folder, 'bundles.jsonl');
    const [first] = readFileSync(join(ROOT, 'fixtures/sample/bundles.jsonl'), 'utf8').split('\n', 1);
    writeFileSync(bundles, `${first ?? ''}\n`);
    const command = [join(program, 'out/main/cli.js'), '--json', 'classify', bundles];
    const { stdout } = await run(process.execPath, command, { cwd: folder });
    const row = JSON.parse(stdout) as { model: { id: string }; messages: unknown[] };
    const manifest = JSON.parse(readFileSync(join(ROOT, 'models/text-v1/manifest.json'), 'utf8')) as { id: string };
    expect(row.model.id).toBe(manifest.id);
    expect(row.messages.length).toBeGreaterThan(0);
  });
});
