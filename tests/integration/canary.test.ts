import { createPrivateKey } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContractTypes, MethodName } from '../../common/contract.ts';
import { openVaultOfAnybody, readVault } from '../../main/core/keys/vault.ts';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { buildRenderer, isRendererStale } from '../../scripts/build.ts';
import { createBrowserClient } from './support/browser-client.ts';
import { canaryWord, filesBelow, findCanaries, formsOf, type Canary } from './support/canary.ts';

const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

/** Everything a person typed or a chat held, each with a word that occurs nowhere else. */
const SECRET = {
  message: `you are a ${canaryWord('qmsg')}`,
  named: `ask ${canaryWord('Qname')} about it`,
  accented: `${canaryWord('qgrün')} straße`,
  context: canaryWord('qctx'),
  author: canaryWord('Qauthor'),
  reporter: canaryWord('Qreporter'),
  complaint: canaryWord('qcomplaint'),
  draftReason: canaryWord('qdraft'),
  escalation: canaryWord('qescalate'),
  decisionReason: canaryWord('qdecide'),
  refused: canaryWord('qrefused'),
  firstPassphrase: canaryWord('first passphrase '),
  secondPassphrase: canaryWord('second passphrase '),
  ownPassphrase: canaryWord('own passphrase ü '),
  user: canaryWord('mod-'),
};

let root: string;
let workspace: string;
let searched: string[];
const children: ChildProcess[] = [];

beforeAll(async () => {
  if (await isRendererStale()) await buildRenderer();
  root = mkdtempSync(join(tmpdir(), 'quintet-canary-'));
  workspace = join(root, 'workspace');
  // What the processes write: the workspace, their temporary folder, their working folder with core files and their log.
  searched = [workspace, join(root, 'temporary'), join(root, 'working'), join(root, 'home')];
  for (const folder of searched.slice(1)) mkdirSync(folder);
}, 60_000);

afterAll(async () => {
  for (const child of children.splice(0)) await killed(child, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  const temporary = join(root, 'temporary');
  return { PATH, HOME: join(root, 'home'), TMPDIR: temporary, QUINTET_LOG: 'trace', ...extra };
}

/** Runs one command; what it prints is its caller's, what it says on stderr is searched. */
async function quintet(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, '--workspace', workspace, ...args], {
    cwd: join(root, 'working'),
    env: environment({ QUINTET_PASSPHRASE: SECRET.firstPassphrase }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Serves the workspace as a person does, allowed to write core files of any size. */
async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const command = `ulimit -c unlimited; exec "${process.execPath}" "${CLI}" --workspace "${workspace}" serve --no-open 2>>stderr.log`;
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: join(root, 'working'),
    env: environment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    return { child, url: (JSON.parse(line) as { url: string }).url };
  }
  throw new Error(`serve ended: ${readFileSync(join(root, 'working', 'stderr.log'), 'utf8')}`);
}

async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'close');
}

type Output<Name extends MethodName> = ContractTypes[Name]['output'];

/** A window at which somebody signs in, over the host's own socket. */
function window(url: string) {
  const transport = createWebSocketTransport(createBrowserClient(url).connector);
  return {
    call: async <Name extends MethodName>(method: Name, input: ContractTypes[Name]['input']): Promise<Output<Name>> => {
      const result = await transport.invoke(method, input);
      if (!result.ok) throw new Error(`${method}: ${result.code} ${result.message}`);
      return result.value as Output<Name>;
    },
    close: () => {
      transport.close();
    },
  };
}
type Window = ReturnType<typeof window>;

interface Held {
  readonly lease: { readonly caseId: string; readonly token: string };
  /** Everything that reached the window about the case. */
  readonly seen: string;
}

/** Opens the next case and reveals all there is. */
async function readNext({ call }: Window): Promise<Held> {
  const { case: view } = await call('review.next', { policies: null, includeSkipped: true });
  if (view === null) throw new Error('no case is ready');
  const lease = { caseId: view.caseId, token: view.token };
  const parts: unknown[] = [await call('review.reveal', { lease, slot: 0, what: 'details' })];
  for (const { slot, content } of view.messages) {
    if (content.kind === 'veiled') parts.push(await call('review.reveal', { lease, slot, what: 'text' }));
    if (content.kind !== 'empty') parts.push(await call('review.reveal', { lease, slot, what: 'details' }));
  }
  return { lease, seen: JSON.stringify(parts) };
}

/** Screening runs in the background once somebody has signed in. */
async function untilReady({ call }: Window, cases: number): Promise<void> {
  await expect
    .poll(async () => (await call('queue.overview', {})).lanes.escalated + (await call('queue.overview', {})).ready, {
      timeout: 60_000,
    })
    .toBeGreaterThanOrEqual(cases);
  await expect.poll(async () => (await call('queue.overview', {})).unscored, { timeout: 60_000 }).toBe(0);
}

function chatFile(name: string, lines: readonly [author: string, text: string][]): string {
  const path = join(root, name);
  const start = Date.now() - 3_600_000;
  const messages = lines.map(([author, text], index) => ({
    at: new Date(start + index * 60_000).toISOString(),
    author,
    text,
  }));
  writeFileSync(path, JSON.stringify({ schema: 'quintet-chat/1', kind: 'one_to_one', language: 'en', messages }));
  return path;
}

async function report(file: string): Promise<void> {
  const run = await quintet(
    ...['report', '--chat', file, '--me', SECRET.reporter, '--match', SECRET.message],
    ...['--category', 'HARASSMENT', '--comment', SECRET.complaint, '--yes'],
  );
  expect(run).toMatchObject({ code: 0 });
}

/** The keys themselves, read from the workspace with a passphrase. */
async function keyMaterial(): Promise<Canary[]> {
  const layout = layoutOf(workspace);
  const vault = await openVaultOfAnybody(readVault(layout.vaultFile, readInfo(layout).id), SECRET.firstPassphrase);
  const copies = (['master', 'databaseKey', 'envelopeKey'] as const).map((name) => ({
    name,
    value: Uint8Array.from(vault[name]),
  }));
  const device = createPrivateKey(vault.devicePem).export({ format: 'jwk' }).d ?? '';
  const opened = await openWorkspace(workspace, { asHost: false, vault });
  const { reference, keys, trust } = opened;
  const team = keys.team.map(({ keyId }) => ({
    name: `team key ${keyId}`,
    value: Uint8Array.from(trust.unsealing.find(keyId)?.privateKey ?? []),
  }));
  const found: Canary[] = [
    ...copies,
    ...team,
    { name: 'device key', value: Uint8Array.from(Buffer.from(device, 'base64url')) },
    { name: 'platform seed', value: Uint8Array.from(reference.platformSeed) },
    { name: 'reporter key', value: Uint8Array.from(reference.reporterKey) },
  ];
  await opened.close();
  return found;
}

/** What was typed, and of longer texts the one word in them that is found nowhere else. */
function typed(): Canary[] {
  return Object.entries(SECRET).map(([name, value]) => ({
    name,
    value: value.split(' ').reduce((longest, word) => (word.length > longest.length ? word : longest), ''),
  }));
}

describe('after a full run', () => {
  it('no file holds a message, a name, a passphrase or a key in clear', { timeout: 240_000 }, async () => {
    expect((await quintet('init')).code).toBe(0);
    const chat = (name: string): string =>
      chatFile(name, [
        [SECRET.author, SECRET.context],
        [SECRET.reporter, SECRET.accented],
        [SECRET.author, SECRET.named],
        [SECRET.reporter, 'stop'],
        [SECRET.author, `${SECRET.message} ${name}`],
      ]);
    await report(chat('first.json'));
    await report(chat('second.json'));
    const broken = join(root, 'broken.jsonl');
    writeFileSync(broken, `{"schema":"quintet-bundle/1","text":"${SECRET.refused}"}\n`);
    await quintet('queue', 'import', broken);

    const { child, url } = await serve();
    const first = window(url);
    await first.call('session.unlock', { user: 'admin-01', passphrase: SECRET.firstPassphrase });
    await first.call('people.add', {
      id: SECRET.user,
      role: 'moderator',
      grants: [],
      passphrase: SECRET.secondPassphrase,
    });
    await first.call('session.lock', { cause: 'asked' });
    await first.call('session.unlock', { user: SECRET.user, passphrase: SECRET.secondPassphrase });
    await first.call('session.changePassphrase', { current: SECRET.secondPassphrase, next: SECRET.ownPassphrase });
    await untilReady(first, 2);

    const read = await readNext(first);
    // A run that shows nothing would prove nothing.
    for (const text of [SECRET.message, SECRET.named, SECRET.accented, SECRET.context, SECRET.complaint])
      expect(read.seen).toContain(text);
    const draft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'restrict' } as const;
    await first.call('review.saveDraft', { lease: read.lease, draft: { ...draft, reason: SECRET.draftReason } });
    await first.call('review.escalate', { lease: read.lease, reason: SECRET.escalation });
    await first.call('session.lock', { cause: 'asked' });

    await first.call('session.unlock', { user: 'lead-01', passphrase: SECRET.firstPassphrase });
    const escalated = await readNext(first);
    await first.call('review.decide', { lease: escalated.lease, draft: { ...draft, reason: SECRET.decisionReason } });
    await first.call('log.search', { filters: { actor: SECRET.user }, before: null, limit: 100 });
    await first.call('exposure.reveals', { since: new Date(Date.now() - 3_600_000).toISOString() });
    await first.call('session.lock', { cause: 'asked' });
    first.close();
    await killed(child, 'SIGTERM');

    const exported = await quintet('audit', 'export', '--format', 'jsonl');
    expect(exported.code).toBe(0);
    expect(exported.stdout).toContain(SECRET.user);

    // A process that fails while a case is open leaves its write-ahead log, and a core file where the machine writes them.
    const second = await serve();
    const failing = window(second.url);
    await failing.call('session.unlock', { user: SECRET.user, passphrase: SECRET.ownPassphrase });
    await untilReady(failing, 1);
    const held = await readNext(failing);
    await failing.call('review.saveDraft', { lease: held.lease, draft: { ...draft, reason: SECRET.draftReason } });
    await killed(second.child, 'SIGABRT');
    failing.close();
    expect(statSync(`${layoutOf(workspace).databaseFile}-wal`).size).toBeGreaterThan(0);
    expect(findCanaries(searched, typed())).toEqual([]);

    const keys = await keyMaterial();
    expect(keys).toHaveLength(7);
    for (const { name, value } of keys) expect({ name, bytes: value.length }).toEqual({ name, bytes: 32 });
    const written = searched.flatMap(filesBelow);
    expect(written).toContain(layoutOf(workspace).databaseFile);
    expect(written).toContain(join(root, 'working', 'stderr.log'));
    expect(findCanaries(searched, [...typed(), ...keys])).toEqual([]);
  });
});

describe('the search itself', () => {
  it('finds a planted canary in every form, wherever it begins, and in a file name', () => {
    const folder = join(root, 'planted');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    const values: Canary[] = [
      { name: 'text', value: canaryWord('qplanted-ü-') },
      { name: 'key', value: Uint8Array.from({ length: 32 }, (_, index) => 255 - index * 7) },
    ];
    for (const canary of values)
      for (const { form, bytes } of formsOf(canary.value)) {
        writeFileSync(join(folder, 'deep', 'file'), Buffer.concat([Buffer.alloc(4_095, 7), bytes, Buffer.alloc(9, 7)]));
        expect(findCanaries([folder], [canary]).map((sighting) => sighting.form)).toContain(form);
      }
    // Base64 of a longer text that has the canary at each offset.
    for (const shift of [0, 1, 2]) {
      const text = `${'x'.repeat(shift)}${String(values[0]?.value)} and more`;
      writeFileSync(join(folder, 'deep', 'file'), Buffer.from(text).toString('base64'));
      expect(findCanaries([folder], values.slice(0, 1))).not.toEqual([]);
    }
    const plainName = canaryWord('q');
    writeFileSync(join(folder, 'deep', plainName), '');
    expect(findCanaries([folder], [{ name: 'file', value: plainName }])).toHaveLength(1);
  });

  it.runIf(platform() === 'linux')(
    'finds it in the core file of a process that does not keep its memory out',
    async (test) => {
      if (readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('|'))
        test.skip('this machine hands core files to a program');
      const word = canaryWord('qcore');
      const dumps = new URL('../../main/platform/dumps.ts', import.meta.url).href;
      const crash = async (folder: string, prepare: string): Promise<string[]> => {
        mkdirSync(folder);
        const script = `${prepare} globalThis.kept = Buffer.from(process.env.WORD_HEX, 'hex'); process.abort();`;
        const child = spawn(
          '/bin/sh',
          ['-c', `ulimit -c unlimited; exec "${process.execPath}" --input-type=module -e "$SCRIPT"`],
          {
            cwd: folder,
            env: { SCRIPT: script, WORD_HEX: Buffer.from(word).toString('hex') },
            stdio: 'ignore',
          },
        );
        await once(child, 'close');
        return findCanaries([folder], [{ name: 'word', value: word }])
          .filter(({ form }) => form === 'UTF-8')
          .map(({ file }) => file);
      };
      const open = await crash(join(root, 'open-core'), '');
      if (open.length === 0) test.skip('this machine writes no core files');
      const kept = `import { keepMemoryOutOfDumps } from ${JSON.stringify(dumps)}; keepMemoryOutOfDumps();`;
      expect(await crash(join(root, 'kept-core'), kept)).toEqual([]);
    },
  );
});
