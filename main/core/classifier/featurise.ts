import { createHash } from 'node:crypto';
import { MAX_CHARACTERS, MAX_TOKENS, MAX_WORD, normalise } from './normalise.ts';

/** Rows of the embedding table; a power of two, so that a hash is cut by a mask. */
export const BUCKETS = 65_536;
const MASK = BUCKETS - 1;

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
/** Bytes mixed in first, so that a word, a piece of a word and a pair of words never share a hash by construction. */
const WORD_SEED = 1;
const PIECE_SEED = 2;
const PAIR_SEED = 3;
const EDGE_OPEN = 0x3c;
const EDGE_CLOSE = 0x3e;
const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 5;

/** Final mix of MurmurHash3 (public domain): every input bit reaches the bits the mask keeps. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME);
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function wordHash(token: string): number {
  let hash = step(OFFSET_BASIS, WORD_SEED);
  for (let at = 0; at < token.length; at += 1) hash = step(hash, token.charCodeAt(at));
  return finish(hash);
}

/** Links, numbers and single characters (also emoji outside the basic plane) are features as a whole only. */
function hasPieces(token: string): boolean {
  const first = token.charCodeAt(0);
  const single = token.length === 1 || (token.length === 2 && first >= 0xd800 && first < 0xdc00);
  return !single && first !== 1;
}

/**
 * Buckets of one token: the whole word, then its 3–5 character pieces with the word's edges marked.
 * @param sink receives the buckets from `start` on; must have room for 1 + 3 × (length + 2)
 * @returns the index after the last one written
 */
export function tokenBuckets(token: string, sink: Int32Array, start: number): number {
  let next = start;
  sink[next] = wordHash(token) & MASK;
  next += 1;
  if (!hasPieces(token)) return next;
  const length = token.length + 2;
  const unit = (at: number): number => {
    if (at === 0) return EDGE_OPEN;
    return at === length - 1 ? EDGE_CLOSE : token.charCodeAt(at - 1);
  };
  for (let from = 0; from + SHORTEST_PIECE <= length; from += 1) {
    let hash = step(OFFSET_BASIS, PIECE_SEED);
    const end = Math.min(length, from + LONGEST_PIECE);
    for (let at = from; at < end; at += 1) {
      hash = step(hash, unit(at));
      if (at - from + 1 >= SHORTEST_PIECE) {
        sink[next] = finish(hash) & MASK;
        next += 1;
      }
    }
  }
  return next;
}

/** Most buckets one token can have. */
export const MAX_TOKEN_BUCKETS = 1 + 3 * (MAX_WORD + 2);

/** Bucket of two neighbouring tokens, from their {@link wordHash}. */
export function pairBucket(left: number, right: number): number {
  return finish(Math.imul(left ^ PAIR_SEED, PRIME) ^ Math.imul(right, 0x9e3779b1)) & MASK;
}

/** All buckets of a text, repeated ones repeated: per token its own, then the pair with the token before it. */
export function featurise(text: string): Int32Array {
  const tokens = normalise(text);
  const sink = new Int32Array(tokens.reduce((room, token) => room + 2 + 3 * (token.length + 2), 0));
  let count = 0;
  let previous: number | null = null;
  for (const token of tokens) {
    count = tokenBuckets(token, sink, count);
    const hash = wordHash(token);
    if (previous !== null) {
      sink[count] = pairBucket(previous, hash);
      count += 1;
    }
    previous = hash;
  }
  return sink.slice(0, count);
}

export const FEATURIZER = 'quintet-bag-1';

/** Texts whose features are part of the fingerprint, chosen to touch every rule of the normaliser. */
const PROBES = [
  'Hello there, see you at 10pm on 21 March 2024!!!',
  'f u c k you, y.o.u  1d10t',
  'sh!t a$$ b00bs 5hit l8r covid19 f*ck f***ing w*h*o*r*e',
  'ｆｕｌｌ ｗｉｄｔｈ Ѕсаm сор мир Ελλάδα ı ß naïve Straße',
  'ze\u200bro wi\u00addth \ud83d\ude00\u{1f44d}\u{1f3ff} \u{1f1e9}\u{1f1ea} \ud800',
  '@someone @sshole mail a.b@example.org https://example.org/x?y=1 bit.ly/abc well-known e-mail don’t',
  'sub.site.example.org/path www.site.org "http://x" first.last+tag@mail.example.org ..a.b.c 1/2/3 x-y-z *bold* a.',
  'sooooo goooood ... ??? 你好世界 नमस्ते สวัสดี مرحبا',
];

/**
 * SHA-256 over the name, the limits and the features of fixed probe texts: featuriser and weights are one thing, and a
 * change to either that the other does not know of is found when a model is loaded.
 */
export function featurizerFingerprint(): string {
  const hash = createHash('sha256');
  hash.update(`${FEATURIZER}|${BUCKETS}|${MAX_CHARACTERS}|${MAX_TOKENS}|${MAX_WORD}`);
  for (const probe of PROBES) hash.update(`|${featurise(probe).join(',')}`);
  return hash.digest('hex');
}
