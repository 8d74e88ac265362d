import { foldLookAlikes } from './homoglyphs.ts';

/** UTF-16 units of a message that are read. Of a longer message the beginning and the end are read, not the middle. */
export const MAX_CHARACTERS = 8192;
const TAIL_CHARACTERS = 2048;

/** Tokens of a message that are kept; the rest of a message this long is not read. */
export const MAX_TOKENS = 1024;

/** Longest word kept whole; longer runs (also text without spaces) are cut into pieces of this length. */
export const MAX_WORD = 32;

/** Token for a link, an e-mail address and a mention: what they point to is not read. */
export const LINK = '\u0001link';
export const EMAIL = '\u0001email';
export const MENTION = '\u0001user';

const ASCII = /^[\u0000-\u007f]*$/u;
/** Characters without a shape of their own: zero-width, direction marks, soft hyphen, fillers, selectors, tags. */
const INVISIBLE =
  // eslint-disable-next-line security/detect-unsafe-regex -- one character class without repetition; the rule misreads \u{…}
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffd\u{e0000}-\u{e0fff}]/gu;
/** Marks that decorate Latin, Greek and Cyrillic letters; vowel signs of other scripts carry meaning and stay. */
const DECORATION = /[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]/gu;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/gu;
const SPACE = /\s+/u;
const LINK_PATTERN = /^[("'<[]*(?:https?:|www\.)/u;
const BARE_LINK_PATTERN = /^[a-z0-9.-]{1,64}\.[a-z]{2,10}\//u;
const EMAIL_PATTERN = /^[a-z0-9._%+-]{1,64}@[a-z0-9.-]{3,128}$/u;
/** `@name`, but not `@ss…`, which stands for a letter. */
const MENTION_PATTERN = /^[.,:;!?("'[-]*@(?!ss)[a-z0-9_]{2,}/u;
const PARTS =
  /[\p{L}\p{N}\p{M}@$€!|*'’._\-~^+]+|\p{Extended_Pictographic}|\p{RI}|([^\p{L}\p{N}\p{M}@$€!|*'’._\-~^+])\1*/gu;
const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{M}]/u;
const EDGE_START = /^[!|'’._\-~^+*]+/u;
const EDGE_END = /[!|'’._\-~^+@]+$/u;
const EDGE_END_STARRED = /[!|'’._\-~^+@*]+$/u;
const INNER_SEPARATOR = /['’._\-~^+]+/u;
const DIGITS_ONLY = /^\p{N}+$/u;
const LONG_RUN = /(.)\1{2,}/gu;
const DIGIT_RUN = /[0-9]+/gu;
const ONE_OR_TWO_MARKS = /[^\p{L}\p{N}@$]{1,2}/u;
const ONE_CHARACTER = /^.$/u;
const MARKS = /[^\p{L}\p{N}\p{M}@$]/gu;

const LEET_DIGITS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' };
const LEET_SYMBOLS: Readonly<Record<string, string>> = { '@': 'a', $: 's', '€': 'e', '!': 'i', '|': 'i' };

/**
 * Brings characters to one form: compatibility forms (full-width, mathematical letters), case, accents, invisible
 * characters, lone surrogates. Idempotent; never throws; the result has at most {@link MAX_CHARACTERS} units.
 */
export function foldCharacters(text: string): string {
  const read = capLength(text);
  if (ASCII.test(read)) return read.toLowerCase().replaceAll(CONTROL, ' ');
  const folded = read
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(INVISIBLE, '')
    .replaceAll(DECORATION, '')
    .replaceAll('ς', 'σ')
    .replaceAll(CONTROL, ' ')
    .normalize('NFC');
  return folded.length > MAX_CHARACTERS
    ? folded.slice(0, MAX_CHARACTERS).toWellFormed().replaceAll('\ufffd', '')
    : folded;
}

function capLength(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS - TAIL_CHARACTERS - 1)} ${text.slice(-TAIL_CHARACTERS)}`;
}

/** Digits and symbols that stand for letters, where the word's other characters make that likely. */
function unleet(word: string): string {
  let result = '';
  for (const character of word) result += LEET_SYMBOLS[character] ?? character;
  return result.replaceAll(DIGIT_RUN, (run, at: number) => {
    const first = run.charAt(0);
    const ends = at + run.length === result.length;
    const leads = at === 0 && (run.length > 1 || result.length < 4);
    const stands = run.length === 1 || run === first + first || (run.length === 2 && at > 0 && !ends);
    if (!stands || leads) return '0'.repeat(run.length);
    return run.replaceAll(/[0-9]/gu, (digit) => LEET_DIGITS[digit] ?? '0');
  });
}

function squeeze(word: string): string {
  return word.replaceAll(LONG_RUN, '$1$1').replaceAll(/\*+/gu, '*');
}

/** One word, or several where a separator truly separates: `f.u.c.k` and `fu-ck` are one, `well-known` is two. */
function splitWord(core: string): string[] {
  const apostrophes = core.replaceAll(/['’]/gu, '');
  const pieces = apostrophes.split(INNER_SEPARATOR).filter((piece) => piece !== '');
  const joined = pieces.some((piece) => piece.length === 1) || pieces.every((piece) => piece.length <= 2);
  return joined ? [pieces.join('')] : pieces;
}

function pushWord(word: string, tokens: string[]): void {
  if (DIGITS_ONLY.test(word)) {
    tokens.push(`\u0001number${Math.min(word.length, 12)}`);
    return;
  }
  const letters = squeeze(LETTER.test(word) ? unleet(word) : word);
  for (let start = 0; start < letters.length; start += MAX_WORD) tokens.push(letters.slice(start, start + MAX_WORD));
}

/** Single letters with one or two marks between each: `f.u.c.k`, `w*h*y`, `a/b/c`. */
function isMarkedApart(chunk: string): boolean {
  const letters = chunk.split(ONE_OR_TWO_MARKS);
  return letters.length >= 3 && letters.every((letter) => ONE_CHARACTER.test(letter)) && LETTER.test(chunk);
}

/** Splits one chunk (no white space) of folded text into tokens. */
export function tokensOfChunk(chunk: string): string[] {
  if (LINK_PATTERN.test(chunk) || BARE_LINK_PATTERN.test(chunk)) return [LINK];
  if (EMAIL_PATTERN.test(chunk)) return [EMAIL];
  if (MENTION_PATTERN.test(chunk)) return [MENTION];
  const tokens: string[] = [];
  const folded = foldLookAlikes(chunk);
  if (isMarkedApart(folded)) {
    pushWord(folded.replaceAll(MARKS, ''), tokens);
    return tokens;
  }
  for (const part of folded.match(PARTS) ?? []) {
    if (!LETTER_OR_DIGIT.test(part)) {
      pushMark(part, tokens);
      continue;
    }
    const start = EDGE_START.exec(part)?.[0] ?? '';
    const rest = part.slice(start.length);
    const end = (start.includes('*') ? EDGE_END_STARRED : EDGE_END).exec(rest)?.[0] ?? '';
    if (start !== '') pushMark(start, tokens);
    for (const word of splitWord(rest.slice(0, rest.length - end.length))) pushWord(word, tokens);
    if (end !== '') pushMark(end, tokens);
  }
  return tokens;
}

/** Punctuation and symbols: a run of one mark becomes the mark once or doubled. */
function pushMark(run: string, tokens: string[]): void {
  for (const mark of run.replaceAll(LONG_RUN, '$1$1').match(/(.)\1?/gu) ?? []) {
    if (tokens.length > 1 && tokens.at(-1) === mark && tokens.at(-2) === mark) continue;
    tokens.push(mark);
  }
}

const SINGLE_LETTER = /^[\p{L}\p{N}]$/u;

function joinSpacedLetters(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length >= 3) joined.push(squeeze(run.join('')).slice(0, MAX_WORD));
    else joined.push(...run);
    run = [];
  };
  for (const token of tokens) {
    const letter = token.length <= 2 && SINGLE_LETTER.test(token);
    if (letter) run.push(token);
    else {
      flush();
      joined.push(token);
    }
  }
  flush();
  return joined;
}

/**
 * A message as the list of tokens the model reads: folded characters, look-alike letters and leet undone, letters that
 * were spaced or dotted apart joined, runs shortened. Never throws; at most {@link MAX_TOKENS} tokens of at most
 * {@link MAX_WORD} units each.
 * @param chunkTokens lets a caller remember the tokens of chunks already seen
 */
export function normalise(text: string, chunkTokens: (chunk: string) => readonly string[] = tokensOfChunk): string[] {
  const tokens: string[] = [];
  for (const chunk of foldCharacters(text).split(SPACE)) {
    if (chunk === '') continue;
    for (const token of chunkTokens(chunk)) tokens.push(token);
    if (tokens.length >= MAX_TOKENS) break;
  }
  if (tokens.length > MAX_TOKENS) tokens.length = MAX_TOKENS;
  return joinSpacedLetters(tokens);
}
