import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LABELS } from '../../../common/domain/scores.ts';
import { createRandom, shuffle } from '../../platform/random.ts';
import { editedCopy } from './augment.ts';
import { calibrate, fitPlatt } from './calibrate.ts';
import { fromFloat16Bits, quantise, toFloat16Bits } from './float16.ts';
import { readTrainingData, UNKNOWN } from './read-data.ts';

describe('float16', () => {
  /** The engine's own conversion, where it has one. */
  const Native = (globalThis as { Float16Array?: new (values: number[]) => ArrayLike<number> }).Float16Array;

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -14, 0x0400],
    [1 / 3, 0x3555],
    [0, 0],
    [-0, 0x8000],
    [Infinity, 0x7c00],
  ])('writes %d as the standard does', (value, bits) => {
    expect(toFloat16Bits(value)).toBe(bits);
  });

  it('reads back every 16-bit pattern it can write', () => {
    for (let bits = 0; bits < 0x10000; bits += 1) {
      const value = fromFloat16Bits(bits);
      if (!Number.isNaN(value)) expect(toFloat16Bits(value)).toBe(bits);
    }
  });

  it.runIf(Native !== undefined)('rounds as the engine does', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -70000, max: 70000 }), (value) => {
        expect(fromFloat16Bits(toFloat16Bits(value))).toBe(new Native!([value])[0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves in memory what it wrote', () => {
    const values = Float32Array.of(0.1, -3.14159);
    const bytes = quantise(values);
    expect([bytes.readUInt16LE(0), bytes.readUInt16LE(2)].map(fromFloat16Bits)).toEqual([...values]);
  });
});

describe('random', () => {
  it('repeats itself by seed and differs between seeds', () => {
    const draw = (seed: number): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('keeps every value when shuffling', () => {
    const values = Uint32Array.from({ length: 500 }, (_, at) => at);
    shuffle(values, createRandom(3));
    expect([...values].sort((one, other) => one - other)).toEqual(Array.from({ length: 500 }, (_, at) => at));
    expect(values[0] === 0 && values[1] === 1 && values[2] === 2).toBe(false);
  });

  it('draws normals of mean 0 and variance 1', () => {
    const random = createRandom(11);
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});

describe('edited copies', () => {
  it('never fail, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
        expect(typeof editedCopy(text, createRandom(seed))).toBe('string');
      }),
    );
  });

  it('change most texts with a word and leave others alone', () => {
    const random = createRandom(5);
    const changed = Array.from({ length: 100 }, () => editedCopy('you are an idiot', random)).filter(
      (copy) => copy !== 'you are an idiot',
    );
    expect(changed.length).toBeGreaterThan(60);
    expect(editedCopy('12 34 😀 ok', random)).toBe('12 34 😀 ok');
  });
});

describe('calibration', () => {
  const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

  function sample(rows: number, a: number, b: number, seed: number): { logits: Float64Array; truths: Uint8Array } {
    const random = createRandom(seed);
    const logits = Float64Array.from({ length: rows }, () => random.normal() * 3);
    return { logits, truths: Uint8Array.from(logits, (logit) => (random.next() < sigmoid(a * logit + b) ? 1 : 0)) };
  }

  it('finds the two numbers that made the data', () => {
    const { a, b } = fitPlatt([sample(20_000, 0.6, -0.8, 2)]);
    expect(a).toBeCloseTo(0.6, 1);
    expect(b).toBeCloseTo(-0.8, 1);
  });

  it('gives every set the same say, whatever its size', () => {
    const small = sample(400, 1, 1, 3);
    const large = sample(40_000, 1, -1, 4);
    expect(Math.abs(fitPlatt([small, large]).b)).toBeLessThan(0.3);
  });

  it('changes nothing where there is nothing to learn from', () => {
    const negatives = { logits: Float64Array.of(1, 2), truths: Uint8Array.of(0, 0) };
    expect(fitPlatt([negatives])).toEqual({ a: 1, b: 0 });
    expect(calibrate([negatives])).toEqual({ platt: { a: 1, b: 0 }, threshold: 0.5, possible: 0.25 });
  });

  it('never turns a label over that ranks the wrong way round', () => {
    expect(fitPlatt([sample(2_000, -1, 0, 5)]).a).toBeGreaterThan(0);
  });

  it('raises the threshold when rows of another kind would be flagged', () => {
    const set = sample(2_000, 1, 0, 9);
    const alone = calibrate([set]);
    const logits = Float64Array.from({ length: 1_000 }, (_, at) => 0.5 + (at % 10) / 10);
    const together = calibrate([set, { logits, truths: new Uint8Array(1_000) }]);
    const flagged = ({ platt, threshold }: typeof alone): number =>
      logits.filter((logit) => sigmoid(platt.a * logit + platt.b) >= threshold).length;
    expect(flagged(alone)).toBe(1_000);
    expect(flagged(together)).toBeLessThan(500);
  });

  it('puts "possible" below "likely"', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: -2, max: 2, noNaN: true }), (seed, b) => {
        const { threshold, possible } = calibrate([sample(300, 1, b, seed)]);
        expect(possible).toBeLessThan(threshold);
        expect(possible).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('training data', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quintet-data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, rows: readonly unknown[]): Promise<void> =>
    writeFile(join(folder, name), rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  const good = (id: string, split = 'train', labels: Record<string, unknown> = { toxicity: 1 }): object => ({
    id,
    text: `row number ${id} says something`,
    labels,
    split,
  });

  it('reads train and val apart and leaves other splits alone', async () => {
    await write('mine.jsonl', [good('a'), good('b', 'val'), good('c', 'test'), good('d', 'train', { colour: 1 })]);
    const [set] = await readTrainingData(folder);
    expect(set?.training.map(({ id }) => id)).toEqual(['a']);
    expect(set?.validation.map(({ id }) => id)).toEqual(['b']);
    expect(set?.leftOut).toEqual([
      { rows: 1, why: 'split "test"' },
      { rows: 1, why: 'no label the model learns' },
    ]);
  });

  it('keeps unknown labels unknown and adds only what the labels imply', async () => {
    await write('mine.jsonl', [good('a', 'train', { sexism: 1 }), good('b', 'train', { toxicity: 0 })]);
    const [set] = await readTrainingData(folder);
    const named = set!.training.map(({ labels }) =>
      LABELS.flatMap((label, at) => (labels[at] === UNKNOWN ? [] : [`${label}=${labels[at]}`])),
    );
    expect(named).toEqual([
      ['hate=1', 'sexism=1'],
      ['toxicity=0', 'insult=0', 'threat=0'],
    ]);
  });

  it('never trains on a text it validates on, on a set for validation only, or twice on one row', async () => {
    const text = 'exactly the same words in both';
    await write('mine.jsonl', [
      { ...good('a'), text },
      { ...good('b', 'val'), text: text.toUpperCase() },
      good('c'),
      good('c'),
      { ...good('c'), text: 'other words' },
    ]);
    await write('cat_wiki_context.jsonl', [good('w')]);
    const [wiki, mine] = await readTrainingData(folder);
    expect(wiki?.training).toEqual([]);
    expect(wiki?.validation).toHaveLength(1);
    expect(mine?.training.map(({ id }) => id)).toEqual(['c']);
    expect(mine?.leftOut.map(({ why }) => why)).toEqual([
      'repeated row',
      'repeated id with other content',
      'same text as a validation row',
    ]);
  });

  it.each([
    ['text that is no JSON', ['{"id":'], 'mine.jsonl line 1'],
    ['a row without text', [good('a'), { id: 'b', labels: {}, split: 'train' }], 'mine.jsonl line 2: the field "text"'],
    ['a label that is neither 0 nor 1', [good('a', 'train', { hate: 2 })], 'mine.jsonl line 1: the label "hate"'],
    ['a row without a split', [{ id: 'a', text: 'x', labels: {} }], 'mine.jsonl line 1: the field "split"'],
    ['a list', ['[]'], 'mine.jsonl line 1 is not a JSON object'],
    ['CSV', ['id,text,label', 'a,b,1'], 'not CSV'],
  ])('names file and line for %s', async (_, rows, part) => {
    await write('mine.jsonl', rows);
    await expect(readTrainingData(folder)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining(part) as string,
    });
  });

  it('names the line that is not UTF-8, an empty file, an empty folder and a missing one', async () => {
    await writeFile(
      join(folder, 'mine.jsonl'),
      Buffer.from(`${JSON.stringify(good('a'))}\n{"id":"caf\xe9"}`, 'latin1'),
    );
    await expect(readTrainingData(folder)).rejects.toMatchObject({
      code: 'FILE_ENCODING',
      message: expect.stringContaining('line 2') as string,
    });
    await writeFile(join(folder, 'mine.jsonl'), '');
    await expect(readTrainingData(folder)).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    await rm(join(folder, 'mine.jsonl'));
    await expect(readTrainingData(folder)).rejects.toMatchObject({ code: 'FILE_MISSING' });
    await expect(readTrainingData(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });
});
