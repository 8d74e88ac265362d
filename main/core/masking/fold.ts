/** A text in the form in which numbers and links are looked for, and where each of its characters came from. */
export interface Folded {
  readonly text: string;
  /** UTF-16 offset in the original of each character of `text`, and at the end its length; null when they are equal. */
  readonly starts: Uint32Array | null;
}

const ASCII = /^[\u0000-\u007f]*$/u;
const DECIMAL = /^\p{Nd}$/u;
/** Characters without a shape of their own: they would split a number that a person reads as one. */
const INVISIBLE =
  // eslint-disable-next-line security/detect-unsafe-regex -- one character class; the rule misreads \u{…}
  /^[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e0fff}]$/u;
/** Marks put around or through a digit. */
const DECORATION = /^[\u0300-\u036f\u20d0-\u20f0]$/u;
const PLAIN = /^[\u0020-\u007e]$/u;
const DIGIT = /[0-9]/u;

/** What a character becomes: '' when it is left out. Few different characters occur, so each is worked out once. */
const folds = new Map<string, string>();
const KEPT_FOLDS = 8192;

function foldOf(character: string): string {
  const known = folds.get(character);
  if (known !== undefined) return known;
  const folded = workOut(character);
  if (folds.size >= KEPT_FOLDS) folds.clear();
  folds.set(character, folded);
  return folded;
}

function workOut(character: string): string {
  if (INVISIBLE.test(character)) return '';
  if (DECIMAL.test(character)) return String(valueOfDigit(character));
  // Full-width, circled and mathematical forms of Latin letters, digits and punctuation.
  const plain = character.normalize('NFKC');
  return PLAIN.test(plain) ? plain : character;
}

/** Decimal digits stand in runs of ten in the order of their value (Unicode, chapter 4.6). */
function valueOfDigit(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (DECIMAL.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/**
 * Brings digits of any script and the many forms of Latin letters to ASCII and leaves out what cannot be seen, so that
 * one set of patterns finds a number however it is dressed up. Linear; never throws.
 */
export function fold(text: string): Folded {
  if (ASCII.test(text)) return { text, starts: null };
  const starts = new Uint32Array(text.length + 1);
  const parts: string[] = [];
  let length = 0;
  let at = 0;
  let afterDigit = false;
  for (const character of text) {
    const folded = afterDigit && DECORATION.test(character) ? '' : foldOf(character);
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts[length] = at + (folded.length === character.length ? unit : 0);
      length += 1;
    }
    if (folded !== '') {
      parts.push(folded);
      afterDigit = DIGIT.test(folded);
    }
    at += character.length;
  }
  starts[length] = text.length;
  return { text: parts.join(''), starts: starts.subarray(0, length + 1) };
}

/** The range of the original that a non-empty range of the folded text stands for. */
export function originalRange({ starts }: Folded, start: number, end: number): { start: number; end: number } {
  if (starts === null) return { start, end };
  return { start: starts[start] ?? 0, end: starts[end] ?? starts.at(-1) ?? 0 };
}
