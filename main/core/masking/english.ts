import { createRequire } from 'node:module';

/** What compromise knows about a word by itself. */
export type KnownAs = 'name' | 'surname' | 'place' | 'region' | null;

interface Term {
  readonly text: string;
  readonly tags: readonly string[];
  readonly offset: { readonly start: number; readonly length: number };
}

interface Tagger {
  (text: string): { json(options: { offset: true; terms: true }): readonly { readonly terms: readonly Term[] }[] };
  model(): { readonly one: { readonly lexicon: Readonly<Record<string, string | readonly string[]>> } };
}

export interface TaggedRange {
  readonly start: number;
  readonly end: number;
  readonly what: 'name' | 'place';
}

/** Characters of one text that are tagged at most; the tagger's work grows faster than its text. */
const MOST_TAGGED = 2_000;
const MOST_PER_CALL = 400;

let tagger: Tagger | null = null;
let lexicon: Readonly<Record<string, string | readonly string[]>> = {};

/** Reads the tagger and its lexicon, once; some 200 ms, which is why the core does it before the first case. */
export function loadEnglish(): Tagger {
  if (tagger === null) {
    tagger = createRequire(import.meta.url)('compromise/two') as Tagger;
    ({ lexicon } = tagger.model().one);
  }
  return tagger;
}

/** @param bare a word in lower case without accents */
export function knownAs(bare: string): KnownAs {
  loadEnglish();
  if (!Object.hasOwn(lexicon, bare)) return null;
  const entry = lexicon[bare];
  const tags = typeof entry === 'string' ? [entry] : (entry ?? []);
  if (tags.some((tag) => tag === 'MaleName' || tag === 'FemaleName' || tag === 'FirstName')) return 'name';
  if (tags.some((tag) => tag === 'LastName' || tag === 'Person')) return 'surname';
  if (tags.includes('Country') || tags.includes('Region') || tags.includes('Demonym')) return 'region';
  if (tags.includes('City') || tags.includes('Place')) return 'place';
  return null;
}

/** Whether compromise knows a word as anything at all. */
export function isKnown(bare: string): boolean {
  loadEnglish();
  return Object.hasOwn(lexicon, bare);
}

/** People and places that the tagger sees from their neighbours, in the given pieces of a text (offsets into it). */
export function tagPieces(text: string, pieces: readonly { start: number; end: number }[]): TaggedRange[] {
  const tag = loadEnglish();
  const found: TaggedRange[] = [];
  let left = MOST_TAGGED;
  for (const piece of pieces) {
    const end = Math.min(piece.end, piece.start + MOST_PER_CALL);
    left -= end - piece.start;
    if (left < 0) break;
    for (const sentence of tag(text.slice(piece.start, end)).json({ offset: true, terms: true }))
      for (const term of sentence.terms) {
        const what = kindOf(term.tags);
        if (what === null) continue;
        const start = piece.start + term.offset.start;
        found.push({ start, end: start + term.offset.length, what });
      }
  }
  return found;
}

function kindOf(tags: readonly string[]): TaggedRange['what'] | null {
  if (tags.includes('Pronoun')) return null;
  if (tags.includes('Person') || tags.includes('FirstName') || tags.includes('LastName')) return 'name';
  if (tags.includes('Country') || tags.includes('Region')) return null;
  return tags.includes('Place') || tags.includes('City') ? 'place' : null;
}
