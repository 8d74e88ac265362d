import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines, type Line } from './lines.ts';

async function linesOf(chunks: readonly Uint8Array[], limit = 1000): Promise<Line[]> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  const lines: Line[] = [];
  for await (const line of readLines(stream(), limit)) lines.push(line);
  return lines;
}
const texts = (lines: readonly Line[]): string[] => lines.map(({ bytes }) => Buffer.from(bytes).toString());

describe('readLines', () => {
  it('splits at LF and CRLF, passes empty lines on, and drops a byte order mark', async () => {
    const lines = await linesOf([Buffer.from('\ufeffone\r\n\ntwo\r\nthree')]);
    expect(texts(lines)).toEqual(['one', '', 'two', 'three']);
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('yields the same lines however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\r', ' ') })),
        fc.integer({ min: 1, max: 7 }),
        async (wanted, size) => {
          const clean = wanted.map((line) => line.replace(/\r+$/u, ''));
          const bytes = Buffer.from(clean.map((line) => `${line}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          expect(texts(await linesOf(chunks))).toEqual(clean);
        },
      ),
    );
  });

  it('cuts a long line, keeps its true length and goes on with the next', async () => {
    const lines = await linesOf(
      [Buffer.from('x'.repeat(30)), Buffer.from('y'.repeat(30)), Buffer.from('\nnext\n')],
      40,
    );
    expect(lines.map(({ bytes, total }) => [bytes.length, total])).toEqual([
      [40, 60],
      [4, 4],
    ]);
  });
});
