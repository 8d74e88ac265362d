import { setImmediate } from 'node:timers/promises';
import type { Mask, Masked } from '../../../common/domain/masking.ts';
import { loadEnglish } from './english.ts';
import { fold, originalRange, type Folded } from './fold.ts';
import type { Found } from './found.ts';
import { findLinks } from './links.ts';
import { findNames } from './names.ts';
import { findNumbers, loadPhones } from './numbers.ts';
import { findPlaces } from './places.ts';

export interface MaskOptions {
  /** Language of the report, ISO 639-1; the text decides where it is clearly another one. */
  readonly language?: string | undefined;
}

/** Where ranges of different kinds overlap, they become one of the first of these. */
const RANK: readonly Masked[] = ['email', 'link', 'account', 'place', 'number', 'name'];

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const EDGE_IS_PLAIN = /^[\u0020-\u007e]{2}$/u;

/**
 * What in a text tells who somebody is, where they are or how they are reached: names, numbers, links, e-mail addresses,
 * places and accounts. Works on any string, never throws, in time linear in its length.
 * @returns ranges in UTF-16 units, in order, apart from each other, none of them inside a character a person sees as one
 */
export function findMasks(text: string, options: MaskOptions = {}): Mask[] {
  const folded = fold(text);
  const language = options.language?.toLowerCase().slice(0, 2) ?? null;
  const found = [
    ...findLinks(folded.text, language),
    ...findNumbers(folded.text, language),
    ...findPlaces(folded.text),
    ...findNames(folded.text, language),
  ];
  return found.length === 0 ? [] : joined(text, folded, found);
}

/** Something for every rule, so that patterns are compiled and word lists built. */
const WARM_UP: readonly string[] = [
  'Mark my words, Grace may tell Lena Harper, 12 Elm Street, flat 4, SW1A 2AA, example.org, t.me/x, a at b dot com',
  '@lena skype: lena_k a#1234 0170 1234567 ext. 3, DE89 3704 0044 0532 0130 00, 10.0.0.1, 48.85837, 2.294481, pin 4821',
  'Ich wohne in Bergheim, Am Markt 3, Lindenallee 4; calle Mayor 1, 8 rue de la Paix, Rua das Flores 2, Ova Sokak 5',
  'one two three four five six; شارع النيل, नई रोड',
];

/**
 * Loads what masking needs before the first case is opened: two libraries and their word lists, some 400 ms of work in
 * steps, so that calls come in between.
 */
export async function warmMasking(): Promise<void> {
  loadPhones();
  await setImmediate();
  loadEnglish();
  // A pattern runs interpreted once and is compiled when it comes again.
  for (const text of [...WARM_UP, ...WARM_UP]) {
    await setImmediate();
    findMasks(text);
  }
}

function joined(text: string, folded: Folded, found: readonly Found[]): Mask[] {
  const graphemes = segmenter.segment(text);
  const edge = (at: number, back: boolean): number => {
    if (at <= 0 || at >= text.length || EDGE_IS_PLAIN.test(text.slice(at - 1, at + 1))) return at;
    const character = graphemes.containing(at);
    if (character === undefined || character.index === at) return at;
    return back ? character.index : character.index + character.segment.length;
  };
  const ranges = found
    .map(({ start, end, what }) => {
      const range = originalRange(folded, start, end);
      return { start: edge(range.start, true), end: edge(range.end, false), what };
    })
    .filter(({ start, end }) => end > start)
    .sort((one, other) => one.start - other.start || other.end - one.end);
  const masks: { start: number; end: number; what: Masked }[] = [];
  for (const range of ranges) {
    const last = masks.at(-1);
    if (last === undefined || range.start >= last.end) masks.push(range);
    else {
      last.end = Math.max(last.end, range.end);
      if (RANK.indexOf(range.what) < RANK.indexOf(last.what)) last.what = range.what;
    }
  }
  return masks;
}
