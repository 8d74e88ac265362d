import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../main/core/intake/verify-bundle.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { quintet, type Run } from './support/command-line.ts';
import { freshWorkspace } from './support/temporary.ts';

const chat = (name: string): string => fileURLToPath(new URL(`./chats/${name}`, import.meta.url));
const ALICE = '12/05/2025, 10:12 - Alice: hello\n12/05/2025, 10:13 - Bob: give me money\n';

let folder: string;
let scratch: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await freshWorkspace());
  scratch = join(dirname(folder), 'scratch');
  await mkdir(scratch);
});
afterAll(() => remove());

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(scratch, name);
  await writeFile(path, content);
  return path;
}

const report = (...args: string[]): Promise<Run> => quintet(['--workspace', folder, '--json', 'report', ...args]);

/** What the workspace holds: cases, whether leased or not, and quarantined bundles. */
async function held(): Promise<{ cases: number; quarantined: number }> {
  const workspace = await openWorkspace(folder, { asHost: false, writable: false });
  try {
    const { ready, leased, quarantined } = await workspace.queue.stats();
    return { cases: ready + leased, quarantined };
  } finally {
    await workspace.close();
  }
}

/** The verdict with which the log says that a bundle came in. */
async function receivedAs(bundleId: string): Promise<string | null> {
  const workspace = await openWorkspace(folder, { asHost: false, writable: false });
  try {
    for await (const { event } of workspace.log.exportRows({ kind: 'case.received' })) {
      if (event.kind === 'case.received' && event.bundle === bundleId) return event.verdict;
    }
    return null;
  } finally {
    await workspace.close();
  }
}

describe('quintet report', () => {
  it('says how many messages are shared, queues the report, and knows it again', async () => {
    const args = ['--chat', chat('android-de.txt'), '--select', '6', '--category', 'threat', '--yes'];
    const [first, second] = [await report(...args), await report(...args)];
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('5 messages will be shared');
    const document = JSON.parse(first.stdout) as { bundleId: string };
    expect(document).toMatchObject({
      messages: 5,
      consent: { noticeVersion: '2025-1', announced: 5 },
      result: 'queued',
    });
    expect(JSON.parse(second.stdout)).toEqual({ ...document, result: 'duplicate' });
    const workspace = await openWorkspace(folder, { asHost: false });
    const claimed = await workspace.queue.claim({ stage: 'intake', policies: null, leaseMs: 1000, role: 'moderator' });
    await workspace.close();
    expect(claimed).toMatchObject({ bundleId: document.bundleId, policy: 'THREAT' });
    expect(Buffer.from(claimed?.sealed ?? []).toString()).not.toMatch(/Jonas|Weber|Mira/u);
  });

  it('shares nothing without consent', async () => {
    const before = await held();
    const run = await report('--chat', chat('android-en-us.txt'), '--select', '2');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('2 messages will be shared');
    expect(run.stderr).toContain('--yes');
    expect(await held()).toEqual(before);
  });

  it('takes the last match and says how many there were', async () => {
    const path = await file('many.txt', `${ALICE}12/05/2025, 10:14 - Bob: Money now\n12/05/2025, 10:15 - Alice: no\n`);
    const run = await report('--chat', path, '--match', 'money', '--yes');
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('2 messages contain that text; the last one, message 3, is taken.');
    expect(JSON.parse(run.stdout)).toMatchObject({ messages: 3, result: 'queued' });
  });

  it('goes through the reference platform: the report is verified and its proof says whose it is', async () => {
    const args = ['--chat', chat('android-es-mx.txt'), '--select', '5', '--yes'];
    const run = await report(...args);
    expect(run.stderr).toContain('A chat export carries no proof of its own.');
    const { bundleId } = JSON.parse(run.stdout) as { bundleId: string };
    expect(await receivedAs(bundleId)).toBe('verified');
  });

  it('sends without proof when asked, as a messenger without franking does', async () => {
    const run = await report('--chat', chat('android-fi.txt'), '--select', '2', '--yes', '--unfranked');
    const { bundleId, franked } = JSON.parse(run.stdout) as { bundleId: string; franked: boolean };
    expect(franked).toBe(false);
    expect(run.stderr).not.toContain('proof');
    expect(await receivedAs(bundleId)).toBe('not_verifiable');
  });

  it('writes a clear bundle that can be imported, without a workspace', async () => {
    const out = join(scratch, 'bundle.jsonl');
    const args = ['--chat', chat('ios-de-group.txt'), '--select', '5', '--me', 'heike', '--yes', '--out', out];
    const run = await quintet(['--json', 'report', ...args]);
    expect(JSON.parse(run.stdout)).toMatchObject({
      messages: 5,
      result: 'written',
      sealed: false,
      franked: false,
      out,
    });
    const result = verifyBundle(Buffer.from((await readFile(out, 'utf8')).trimEnd()), null);
    expect(result).toMatchObject({
      ok: true,
      bundle: { parties: { conversation: { kind: 'group', participants: 3 } } },
    });
    const imported = await quintet(['--workspace', folder, '--json', 'queue', 'import', out, out]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ read: 2, queued: 1, duplicate: 1, quarantined: 0 });
  });

  it('writes a sealed bundle for the team of a workspace, which takes it in as the same report', async () => {
    const out = join(scratch, 'sealed.jsonl');
    const args = ['--chat', chat('ios-de-group.txt'), '--select', '3', '--me', 'heike', '--yes'];
    const run = await report(...args, '--out', out, '--sealed');
    const document = JSON.parse(run.stdout) as { bundleId: string };
    expect(document).toMatchObject({ result: 'written', sealed: true, franked: true });
    const { bundleId } = document;
    expect(await readFile(out, 'utf8')).toMatch(/"schema":"quintet-sealed\/1"\}\n$/u);
    const imported = await quintet(['--workspace', folder, '--json', 'queue', 'import', out]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ read: 1, queued: 1 });
    expect(await receivedAs(bundleId)).toBe('verified');
    expect(JSON.parse((await report(...args)).stdout)).toMatchObject({ bundleId, result: 'duplicate' });
  });

  it('lists the messages with the numbers that --select takes', async () => {
    const run = await report('--chat', chat('android-group-en.txt'), '--list');
    const rows = run.stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as Record<string, unknown>);
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rows[3]).toMatchObject({ author: 'Cem', type: 'text', text: '2 x tomato 1 x bean' });
  });

  it('says how many lines are not counted and how many messages have no text', async () => {
    const listed = await report('--chat', chat('android-group-en.txt'), '--list');
    expect(listed.stderr).toContain("5 lines are the messenger's own and are not counted as messages.");
    const path = await file(
      'one.txt',
      `12/05/2025, 10:10 - Alice joined\n${ALICE}12/05/2025, 10:14 - Bob: <Media omitted>\n`,
    );
    const run = await report('--chat', path, '--select', '2', '--yes', '--out', join(scratch, 'one.jsonl'));
    expect(run.stderr).toContain("1 line is the messenger's own and is not counted as messages.");
    expect(run.stderr).toContain('1 message has no text');
    const plain = await report('--chat', await file('plain.txt', ALICE), '--list');
    expect(plain.stderr).toBe('');
  });

  it('reads the JSON conversation', async () => {
    const path = fileURLToPath(new URL('../../fixtures/chats/conversation.json', import.meta.url));
    const run = await report('--chat', path, '--select', '6', '--category', 'FRAUD', '--yes');
    expect(JSON.parse(run.stdout)).toMatchObject({ messages: 5, result: 'queued' });
  });
});

describe('quintet report with something wrong', () => {
  const selected = ['--select', '2', '--yes'];
  let before: Awaited<ReturnType<typeof held>>;
  beforeAll(async () => {
    before = await held();
  });
  const cases: Record<string, () => Promise<string[]>> = {
    'There is no file': () => Promise.resolve(['--chat', join(scratch, 'none.txt'), ...selected]),
    'is a folder': () => Promise.resolve(['--chat', scratch, ...selected]),
    'empty.txt is empty': async () => ['--chat', await file('empty.txt', ''), ...selected],
    'blank.txt is empty': async () => ['--chat', await file('blank.txt', ' \r\n\n'), ...selected],
    'latin.txt is not UTF-8 text (line 3)': async () => [
      '--chat',
      await file('latin.txt', Buffer.from(`${ALICE}12/05/2025, 10:14 - Bob: caf\u00e9\n`, 'latin1')),
      ...selected,
    ],
    'utf16.txt is not UTF-8 text': async () => [
      '--chat',
      await file('utf16.txt', Buffer.from(`\ufeff${ALICE}`, 'utf16le')),
      ...selected,
    ],
    'words.txt is no chat export': async () => [
      '--chat',
      await file('words.txt', 'just words\n'.repeat(500)),
      ...selected,
    ],
    'export.zip is a zip archive': async () => ['--chat', await file('export.zip', 'PK\u0003\u0004rest'), ...selected],
    'big.txt is 200 MiB large': async () => {
      const path = await file('big.txt', ALICE);
      await truncate(path, 200 * 1024 * 1024);
      return ['--chat', path, ...selected];
    },
    'broken.json begins like JSON': async () => ['--chat', await file('broken.json', '{"schema":'), ...selected],
    'conversation (field messages.0.author)': async () => [
      '--chat',
      await file(
        'field.json',
        '{"schema":"quintet-chat/1","kind":"group","messages":[{"at":"2025-01-01T00:00:00Z","author":"","text":"x"}]}',
      ),
      ...selected,
    ],
    'has no message 9: it has 2 messages': async () => ['--chat', await file('a.txt', ALICE), '--select', '9', '--yes'],
    'must be a whole number': async () => ['--chat', await file('a.txt', ALICE), '--select', '1.5', '--yes'],
    'No message of the chat contains': async () => ['--chat', await file('a.txt', ALICE), '--match', 'zebra', '--yes'],
    'either --select or --match': async () => ['--chat', await file('a.txt', ALICE), ...selected, '--match', 'x'],
    'Say which message': async () => ['--chat', await file('a.txt', ALICE), '--yes'],
    'There is no category "NOISE"': async () => [
      '--chat',
      await file('a.txt', ALICE),
      ...selected,
      '--category',
      'NOISE',
    ],
    'nobody can report their own message': async () => [
      '--chat',
      await file('a.txt', ALICE),
      ...selected,
      '--me',
      'Bob',
    ],
    'Nobody in the chat is called "Eve". It has: Alice, Bob.': async () => [
      '--chat',
      await file('a.txt', ALICE),
      ...selected,
      '--me',
      'Eve',
    ],
    'say who reports with --me NAME (Ruth': () =>
      Promise.resolve(['--chat', chat('android-group-en.txt'), ...selected]),
    'its folder does not exist': async () => [
      '--chat',
      await file('a.txt', ALICE),
      ...selected,
      '--out',
      join(scratch, 'no', 'bundle.jsonl'),
    ],
  };

  it.each(Object.keys(cases))('%s: exit 2, one sentence', async (sentence) => {
    const run = await report(...(await cases[sentence]!()));
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).not.toMatch(/\n\s+at /u);
    const sentences = run.stderr.split('\n').filter((line) => line.startsWith('quintet: '));
    expect(sentences).toHaveLength(1);
  });

  it('has queued nothing by any of that', async () => {
    expect(await held()).toEqual(before);
  });

  it('exits with 3 where there is no workspace', async () => {
    const args = ['--workspace', join(scratch, 'none'), 'report', '--chat', await file('a.txt', ALICE), ...selected];
    expect(await quintet(args)).toMatchObject({ code: 3, stdout: '' });
  });

  it.skipIf(process.getuid?.() === 0)('names a file that may not be read', async () => {
    const path = await file('locked.txt', ALICE);
    await chmod(path, 0o000);
    const run = await report('--chat', path, ...selected);
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('locked.txt cannot be opened');
  });
});
