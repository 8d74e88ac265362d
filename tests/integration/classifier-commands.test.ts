import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../main/core/classifier/manifest.ts';
import { makeBundle } from './support/bundles.ts';

const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function quintet(args: readonly string[], input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, '--json', ...args], { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(input);
  });
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quintet-commands-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('quintet classify', () => {
  const texts = [
    'You were late.',
    'I was ill.',
    'Nobody believes you, stupid idiot.',
    'Please stop.',
    'Get lost, idiot.',
  ];
  const bundles = Array.from({ length: 70 }, () => makeBundle({ texts }));
  const input = bundles.map(({ raw }) => `${Buffer.from(raw).toString('utf8')}\n`).join('');

  it('prints one row per bundle, in order, from a file and from standard input', async () => {
    const fromFile = await quintet(['classify', await file('bundles.jsonl', input)]);
    const fromInput = await quintet(['classify', '-', '--engine', 'cpu'], input);
    expect(fromFile).toMatchObject({ code: 0, stderr: '' });
    const rows = fromFile.stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as Record<string, never>);
    expect(rows.map(({ bundleId }) => bundleId)).toEqual(bundles.map(({ id }) => id));
    expect(rows[0]).toEqual({
      bundleId: bundles[0]!.id,
      case: {
        scores: expect.objectContaining({ toxicity: expect.any(Number) as number }) as unknown,
        label: 'toxicity',
        band: 'likely',
      },
      messages: [1, 2, 3, 4, 5].map((slot) => ({
        slot,
        role: slot % 2 === 1 ? 'subject' : 'reporter',
        scores: expect.objectContaining({ toxicity: expect.any(Number) as number }) as unknown,
      })),
      model: {
        id: expect.stringMatching(/^text-v1-/u) as string,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      },
    });
    expect(fromInput.stdout.trim().split('\n')).toHaveLength(70);
  });

  it('prints what came before a bad line, then names it', async () => {
    const bad = `${input.split('\n').slice(0, 2).join('\n')}\n{"header":1}\n${input}`;
    const { code, stdout, stderr } = await quintet(['classify', '-'], bad);
    expect(code).toBe(2);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toContain('standard input line 3');
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/u);
  });

  it.each([
    ['no such file', ['classify', '/nowhere/bundles.jsonl'], 2, 'FILE_MISSING'],
    ['nothing on standard input', ['classify', '-'], 2, 'FILE_EMPTY'],
    ['no such model', ['classify', '-', '--model', '/nowhere'], 3, 'MODEL_MISSING'],
    ['no such engine', ['classify', '-', '--engine', 'gpu'], 2, 'wasm, cpu, node'],
  ])('says what is wrong: %s', async (_, args, exit, part) => {
    const { code, stdout, stderr } = await quintet(args);
    expect(code).toBe(exit);
    expect(stdout).toBe('');
    expect(stderr).toContain(part);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('quintet evaluate', () => {
  const row = (at: number): object => ({
    id: `r${at}`,
    text: at % 2 === 0 ? `you stupid idiot number ${at}` : `see you at ${at} then, thanks`,
    labels: { toxicity: at % 2 === 0 ? 1 : 0, colour: 1 },
    functionality: at % 2 === 0 ? 'plain_abuse' : 'plain_talk',
    target: at % 3 === 0 ? 'women' : '',
    ...(at === 1 ? { thread: [{ who: 'a', text: 'hello' }] } : {}),
  });
  const rows = Array.from({ length: 60 }, (_, at) => row(at));

  it('prints the whole document and writes a report without script', async () => {
    const data = await file('rows.jsonl', lines(rows));
    const report = join(folder, 'report.html');
    const { code, stdout, stderr } = await quintet(['evaluate', '--data', data, '--report', report]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    expect(Object.keys(document)).toEqual([
      'data',
      'model',
      'engine',
      'labels',
      'unknownLabels',
      'functionality',
      'target',
      'speed',
    ]);
    expect(document['data']).toEqual({ path: data, sha256: sha256Of(await readFile(data)), rows: 60 });
    expect(document['unknownLabels']).toEqual(['colour']);
    expect(Object.keys(document['labels']!)).toEqual(['toxicity']);
    expect(document['labels']!['toxicity']).toMatchObject({ n: 60, positives: 30, rocAuc: 1 });
    expect(Object.keys(document['labels']!['toxicity'] as object)).toEqual([
      'n',
      'positives',
      'rocAuc',
      'averagePrecision',
      'threshold',
      'precision',
      'recall',
      'f1',
      'f1Macro',
      'accuracy',
      'best',
      'ece',
      'brier',
      'ci95',
    ]);
    expect(document['functionality']).toMatchObject({ plain_abuse: { n: 30 }, plain_talk: { n: 30 } });
    expect(document['target']).toMatchObject({ women: { n: 20, subgroupAuc: 1, bpsnAuc: 1, bnspAuc: 1 } });
    expect(stderr).toContain('colour');
    expect(stderr).toContain('thread');
    const html = await readFile(report, 'utf8');
    expect(html).not.toMatch(/<script|https?:\/\//iu);
    expect(html).toContain('plain_abuse');
  });

  it('counts rows in a functionality, however many labels they have', async () => {
    const { labels } = JSON.parse(await readFile('models/text-v1/manifest.json', 'utf8')) as {
      labels: { name: string }[];
    };
    const names = labels.slice(0, 2).map(({ name }) => name);
    const harmless = Object.fromEntries(names.map((name) => [name, 0]));
    const [one, other] = [1, 3].map((at) => ({ ...row(at), labels: harmless }));
    const { stdout } = await quintet(['evaluate', '--data', await file('two.jsonl', lines([one, other]))]);
    const document = JSON.parse(stdout) as { labels: object; functionality: object };
    expect(Object.keys(document.labels)).toHaveLength(2);
    expect(document.functionality).toEqual({ plain_talk: { n: 2, accuracy: 1 } });
  });

  it('says which figures a file without positives cannot have', async () => {
    const data = await file('negatives.jsonl', lines([row(1), row(3)]));
    const { code, stdout, stderr } = await quintet(['evaluate', '--data', data]);
    expect(code).toBe(0);
    const { labels } = JSON.parse(stdout) as { labels: { toxicity: object } };
    expect(labels.toxicity).toMatchObject({ positives: 0, rocAuc: null, averagePrecision: null });
    expect(stderr).toContain('same value for toxicity');
  });

  it('refuses a file of another kind with one sentence that names the line', async () => {
    const data = await file('table.jsonl', 'id,text,label\na,b,1\n');
    const { code, stdout, stderr } = await quintet(['evaluate', '--data', data]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('table.jsonl line 1');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says when the report cannot be written', async () => {
    const data = await file('few.jsonl', lines([row(0), row(1)]));
    const { code, stderr } = await quintet(['evaluate', '--data', data, '--report', join(folder, 'none', 'r.html')]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});

describe('quintet train', () => {
  const rows = (split: string, from: number): object[] =>
    Array.from({ length: 40 }, (_, at) => ({
      id: `${split}-${at}`,
      text: at % 2 === 0 ? `you stupid idiot ${split} ${from + at}` : `thank you, see you ${split} ${from + at}`,
      labels: { toxicity: at % 2 === 0 ? 1 : 0 },
      split,
    }));

  it('writes the same model from the same data and seed, byte for byte, and another from another seed', async () => {
    const data = join(folder, 'data');
    await rm(data, { recursive: true, force: true });
    await mkdir(data);
    await writeFile(join(data, 'own.jsonl'), lines([...rows('train', 0), ...rows('val', 100)]));
    const trained = async (out: string, seed: string): Promise<Record<string, string>> => {
      const run = await quintet(['train', '--data', data, '--out', join(folder, out), '--seed', seed, '--epochs', '2']);
      expect(run.code).toBe(0);
      const result = JSON.parse(run.stdout) as { rows: number; sha256: string; labels: object };
      expect(result).toMatchObject({ rows: 40, labels: { toxicity: 20 }, out: join(folder, out) });
      const names = await readdir(join(folder, out));
      expect(names.sort()).toEqual(['README.md', 'manifest.json', 'model.json', 'validation.json', 'weights.bin']);
      const sums = await Promise.all(names.map(async (name) => sha256Of(await readFile(join(folder, out, name)))));
      expect(sums[names.indexOf('manifest.json')]).toBe(result.sha256);
      return Object.fromEntries(names.map((name, at) => [name, sums[at]!]));
    };
    const first = await trained('one', '5');
    expect(await trained('two', '5')).toEqual(first);
    expect((await trained('three', '6'))['weights.bin']).not.toBe(first['weights.bin']);
    const measured = await quintet([
      'evaluate',
      '--model',
      join(folder, 'one'),
      '--data',
      await file('own-val.jsonl', lines(rows('val', 100))),
    ]);
    expect(JSON.parse(measured.stdout)).toMatchObject({ labels: { toxicity: { rocAuc: 1 } } });
  });

  it('names the file and line of a bad row and writes nothing', async () => {
    const data = await mkdtemp(join(folder, 'bad-'));
    await writeFile(
      join(data, 'own.jsonl'),
      lines([...rows('train', 0), { id: 'x', text: 'y', labels: { hate: '1' }, split: 'train' }]),
    );
    const out = join(folder, 'never');
    const { code, stderr } = await quintet(['train', '--data', data, '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('own.jsonl line 41: the label "hate"');
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
