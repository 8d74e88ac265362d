import type { Random } from '../../platform/random.ts';

const LETTER = /\p{L}/u;
const VOWEL = /[aeiou]/u;
const MIN_WORD = 3;
/** Share of the words of a text that one edited copy changes. */
const EDIT_RATE = 0.3;
const STAND_INS: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };

type Edit = (letters: string[], at: number, random: Random) => void;

const EDITS: readonly Edit[] = [
  (letters, at) => {
    const held = letters[at] ?? '';
    letters[at] = letters[at + 1] ?? '';
    letters[at + 1] = held;
  },
  (letters, at) => {
    letters.splice(at, 1);
  },
  (letters, at, random) => {
    letters[at] = (letters[at] ?? '').repeat(2 + random.below(3));
  },
  (letters, at) => {
    const letter = letters[at] ?? '';
    letters[at] = STAND_INS[letter.toLowerCase()] ?? letter;
  },
  (letters, at) => {
    if (VOWEL.test((letters[at] ?? '').toLowerCase())) letters[at] = '*';
  },
  (letters, at, random) => {
    letters[at] = String.fromCharCode(97 + random.below(26));
  },
  (letters, at) => {
    letters.splice(at, 0, '.');
  },
  (letters, at) => {
    letters.splice(at, 0, ' ');
  },
];

/**
 * A copy of a text with the misspellings people use to slip past filters, and the ones they make by accident: letters
 * swapped, left out, doubled, starred, replaced, set apart. At least one word changes when one is long enough.
 */
export function editedCopy(text: string, random: Random): string {
  const words = text.split(' ');
  const editable = words.flatMap((word, at) => (word.length >= MIN_WORD && LETTER.test(word) ? [at] : []));
  if (editable.length === 0) return text;
  const certain = editable[random.below(editable.length)];
  for (const at of editable) {
    if (at !== certain && random.next() >= EDIT_RATE) continue;
    const letters = Array.from(words[at] ?? '');
    const edit = EDITS[random.below(EDITS.length)];
    edit?.(letters, random.below(Math.max(1, letters.length - 1)), random);
    words[at] = letters.join('');
  }
  return words.join(' ');
}
