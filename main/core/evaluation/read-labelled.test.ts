import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabelledFile } from './read-labelled.ts';
import { readLines } from './read-lines.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quintet-labelled-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = (id: string, more: object = {}): object => ({ id, text: 'hello', labels: { toxicity: 0 }, ...more });
const lines = (...rows: object[]): string => rows.map((one) => JSON.stringify(one)).join('\n');

async function read(content: string | Buffer): ReturnType<typeof readLabelledFile> {
  const path = join(folder, 'rows.jsonl');
  await writeFile(path, content);
  return readLabelledFile(path);
}

describe('a labelled file', () => {
  it('gives rows with their groups', async () => {
    const { rows, repeated } = await read(
      `\ufeff${lines(row('a', { functionality: 'f', target: 'women', extra: 1 }), row('b', { target: ['x', 'y', 'x'], thread: [] }))}\r\n\n`,
    );
    expect(repeated).toBe(0);
    expect(rows.map(({ functionality, targets, hasThread }) => ({ functionality, targets, hasThread }))).toEqual([
      { functionality: 'f', targets: ['women'], hasThread: false },
      { functionality: null, targets: ['x', 'y'], hasThread: true },
    ]);
  });

  it('counts a repeated row once', async () => {
    const { rows, repeated } = await read(lines(row('a'), row('a'), row('b')));
    expect([rows.length, repeated]).toEqual([2, 1]);
  });

  it.each([
    [
      'an id used for two rows',
      lines(row('a'), row('b'), row('a', { text: 'other' })),
      'DATA_INVALID',
      'line 3: the id "a" was already used in line 1',
    ],
    ['CSV', 'id,text,label\na,b,1\n', 'DATA_INVALID', 'line 1'],
    ['a missing text', lines(row('a'), { id: 'x', labels: {} }), 'DATA_INVALID', 'line 2: the field "text"'],
    ['a text that is a number', lines(row('a', { text: 5 })), 'DATA_INVALID', 'line 1: the field "text"'],
    ['a missing id', lines({ text: 'x', labels: {} }), 'DATA_INVALID', 'line 1: the field "id"'],
    [
      'a label that is a word',
      lines(row('a', { labels: { hate: 'yes' } })),
      'DATA_INVALID',
      'line 1: the label "hate"',
    ],
    ['labels that are a list', lines(row('a', { labels: [1] })), 'DATA_INVALID', 'line 1: the field "labels"'],
    ['a target that is a number', lines(row('a', { target: 3 })), 'DATA_INVALID', 'line 1: the field "target"'],
    [
      'Latin-1',
      Buffer.from(`${lines(row('a'))}\n{"text":"caf\xe9"}\n`, 'latin1'),
      'FILE_ENCODING',
      'line 2 is not valid UTF-8',
    ],
    ['an empty file', '', 'FILE_EMPTY', 'is empty'],
    ['blank lines only', '\n\n', 'FILE_EMPTY', 'has no rows'],
  ])('is refused for %s', async (_, content, code, part) => {
    await expect(read(content)).rejects.toMatchObject({ code, message: expect.stringContaining(part) as string });
  });
});

describe('reading lines', () => {
  it('finds the same lines however the bytes arrive', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((one) => one.replaceAll(/[\r\n]/gu, ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), async (written, size) => {
        const bytes = Buffer.from(written.join('\n'));
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const found: { number: number; text: string }[] = [];
        for await (const line of readLines(Readable.from(parts), 'input')) found.push(line);
        const expected = written
          .map((one, at) => ({ number: at + 1, text: (at === 0 ? one.replace(/^\ufeff/u, '') : one).trim() }))
          .filter((line) => line.text !== '');
        expect(found).toEqual(expected);
      }),
    );
  });
});
