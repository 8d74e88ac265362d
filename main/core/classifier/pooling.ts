import { MAX_TOKEN_BUCKETS, pairBucket, tokenBuckets, wordHash } from './featurise.ts';
import { normalise, tokensOfChunk } from './normalise.ts';
import { Recent } from './recent.ts';

/** Words remembered per generation; a word and its sum take about 300 bytes. */
const REMEMBERED_WORDS = 20_000;
const LONGEST_REMEMBERED = 32;

interface Word {
  readonly hash: number;
  readonly buckets: number;
  readonly sum: Float32Array;
}

/** Adds `length` numbers of `source` from `from` on to `target` from `to` on. */
function addInto(target: Float32Array, to: number, source: Float32Array, from: number, length: number): void {
  for (let at = 0; at < length; at += 1) target[to + at] = (target[to + at] ?? 0) + (source[from + at] ?? 0);
}

/**
 * Turns texts into pooled vectors Σ E[bucket] / √n. People repeat words: the sum over a word's buckets is computed once
 * and remembered, in memory only. A text gives the same vector whatever was read before it.
 */
export class Pooler {
  readonly #embedding: Float32Array;
  readonly #dimension: number;
  readonly #words = new Recent<Word>(REMEMBERED_WORDS);
  readonly #chunks = new Recent<readonly string[]>(REMEMBERED_WORDS);
  readonly #buckets = new Int32Array(MAX_TOKEN_BUCKETS);
  readonly #sum: Float32Array;

  /** @param embedding buckets × dimension, row-major */
  constructor(embedding: Float32Array, dimension: number) {
    this.#embedding = embedding;
    this.#dimension = dimension;
    this.#sum = new Float32Array(dimension);
  }

  /**
   * Pools one text into `target` from `offset` on.
   * @returns whether there was anything to read; if not, the vector is zero
   */
  pool(text: string, target: Float32Array, offset: number): boolean {
    const dimension = this.#dimension;
    const embedding = this.#embedding;
    const sum = this.#sum.fill(0);
    let count = 0;
    let previous: number | null = null;
    for (const token of normalise(text, this.#tokens)) {
      const word = this.#word(token);
      addInto(sum, 0, word.sum, 0, dimension);
      count += word.buckets;
      if (previous !== null) {
        addInto(sum, 0, embedding, pairBucket(previous, word.hash) * dimension, dimension);
        count += 1;
      }
      previous = word.hash;
    }
    const scale = count === 0 ? 0 : 1 / Math.sqrt(count);
    for (let at = 0; at < dimension; at += 1) target[offset + at] = (sum[at] ?? 0) * scale;
    return count > 0;
  }

  readonly #tokens = (chunk: string): readonly string[] => {
    const known = this.#chunks.get(chunk);
    if (known !== undefined) return known;
    const tokens = tokensOfChunk(chunk);
    if (chunk.length <= LONGEST_REMEMBERED) this.#chunks.set(chunk, tokens);
    return tokens;
  };

  #word(token: string): Word {
    const known = this.#words.get(token);
    if (known !== undefined) return known;
    const sum = new Float32Array(this.#dimension);
    const buckets = tokenBuckets(token, this.#buckets, 0);
    for (let at = 0; at < buckets; at += 1)
      addInto(sum, 0, this.#embedding, (this.#buckets[at] ?? 0) * this.#dimension, this.#dimension);
    const word = { hash: wordHash(token), buckets, sum };
    this.#words.set(token, word);
    return word;
  }
}
