import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, featurise, featurizerFingerprint, MAX_TOKEN_BUCKETS, tokenBuckets } from './featurise.ts';
import { MAX_WORD } from './normalise.ts';
import { Pooler } from './pooling.ts';

const DIMENSION = 4;

function embedding(): Float32Array {
  const values = new Float32Array(BUCKETS * DIMENSION);
  for (let at = 0; at < values.length; at += 1) values[at] = Math.fround(((at * 2654435761) % 2001) / 1000 - 1);
  return values;
}

describe('featurise', () => {
  it('gives a word, its 3–5 character pieces and the pair with its neighbour', () => {
    // <ab>: pieces <ab, ab>, <ab> and the word; "cd" the same; one pair.
    expect(featurise('ab')).toHaveLength(4);
    expect(featurise('ab cd')).toHaveLength(9);
    expect(featurise('😀')).toHaveLength(1);
    expect(featurise('')).toHaveLength(0);
  });

  it('tells the order of words apart by pairs alone', () => {
    const one = [...featurise('good dog')].sort();
    const other = [...featurise('dog good')].sort();
    expect(one.filter((bucket) => !other.includes(bucket))).toHaveLength(1);
  });

  it('stays within the table and within the room of one token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const bucket of featurise(text)) expect(bucket >= 0 && bucket < BUCKETS).toBe(true);
      }),
    );
    expect(tokenBuckets('x'.repeat(MAX_WORD), new Int32Array(MAX_TOKEN_BUCKETS), 0)).toBeLessThanOrEqual(
      MAX_TOKEN_BUCKETS,
    );
  });

  it('has a fingerprint that names this very featuriser', () => {
    expect(featurizerFingerprint()).toMatch(/^[0-9a-f]{64}$/u);
    expect(featurizerFingerprint()).toBe(featurizerFingerprint());
  });
});

describe('Pooler', () => {
  const table = embedding();

  it('computes Σ E[bucket] / √n', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (text) => {
        const buckets = featurise(text);
        const expected = Array.from({ length: DIMENSION }, (_, d) => {
          const sum = buckets.reduce((total, bucket) => total + table[bucket * DIMENSION + d]!, 0);
          return buckets.length === 0 ? 0 : sum / Math.sqrt(buckets.length);
        });
        const target = new Float32Array(DIMENSION);
        expect(new Pooler(table, DIMENSION).pool(text, target, 0)).toBe(buckets.length > 0);
        for (const [d, value] of expected.entries()) expect(target[d]).toBeCloseTo(value, 4);
      }),
    );
  });

  it('gives the same vector, bit for bit, whatever was read before', () => {
    const pooler = new Pooler(table, DIMENSION);
    const first = new Float32Array(DIMENSION);
    const again = new Float32Array(DIMENSION * 2);
    pooler.pool('you are late again', first, 0);
    for (let other = 0; other < 50; other += 1) pooler.pool(`again ${other} late are you`, again, 0);
    pooler.pool('you are late again', again, DIMENSION);
    expect(again.slice(DIMENSION)).toEqual(first);
  });
});
