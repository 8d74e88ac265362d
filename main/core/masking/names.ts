import type { Found } from './found.ts';
import { isGerman, NAME_AFTER, NAME_BEFORE, PERSON_BEFORE, PLACE_BEFORE, TITLES } from './cues.ts';
import { isKnown, knownAs, tagPieces } from './english.ts';
import { isAlsoWord, isListedName, isListedTown, isWordInLowerCase, listedInScript } from './gazetteer.ts';
import { isShouting, wordsOf, type Word } from './tokens.ts';
import { isKept } from './words.ts';

type What = 'name' | 'place';

/** Languages whose everyday words are spelt like names of the lists too often for names in lower case. */
const LOWER_CASE_UNSAFE = new Set(['tr', 'ar', 'hi']);
const PARTICLES = new Set(
  'van von de da do dos das del della di la el al bin ibn abu der den zu ten ter y e af le'.split(' '),
);
const CASED = /[\p{Lu}\p{Ll}]/u;
const SENTENCE = /[^.!?\n]+/gu;

/**
 * Names of people and places in the folded text. A word is hidden when a list or its neighbours say so, or when it has a
 * capital letter where ordinary words have none; insults, pronouns, groups and the words of the policies never are.
 * @param language of the report, ISO 639-1; null when unknown
 */
export function findNames(text: string, language: string | null): Found[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const german = isGerman(words, language);
  const reader = new NameReader(text, words, german ? 'de' : language);
  return reader.read();
}

class NameReader {
  readonly #text: string;
  readonly #words: readonly Word[];
  readonly #language: string | null;
  readonly #shouting: boolean;
  readonly #marks: (What | null)[];

  constructor(text: string, words: readonly Word[], language: string | null) {
    this.#text = text;
    this.#words = words;
    this.#language = language;
    this.#shouting = isShouting(words, language === 'de');
    this.#marks = words.map(() => null);
  }

  read(): Found[] {
    this.#byWord();
    this.#byCue();
    if (this.#isEnglish()) this.#byTagger();
    this.#surnames();
    this.#repeated();
    return this.#ranges();
  }

  #word(index: number): Word | null {
    return this.#words[index] ?? null;
  }

  #mark(index: number, what: What): void {
    const word = this.#words[index];
    if (word === undefined || word.text.length < 2 || isKept(word.text)) return;
    this.#marks[index] ??= what;
  }

  /** A capital letter that means something. */
  #isProper(word: Word): boolean {
    return word.capital && !word.shouted && !this.#shouting;
  }

  #byWord(): void {
    this.#words.forEach((word, index) => {
      const what = CASED.test(word.text) ? this.#casedWord(word, index) : listedInScript(word.text);
      if (what !== null) this.#mark(index, what);
    });
  }

  #casedWord(word: Word, index: number): What | null {
    const known = isListedName(word.bare) ? 'name' : isListedTown(word.bare) ? 'place' : knownAs(word.bare);
    if (known === 'region') return null;
    const german = this.#language === 'de';
    const within = this.#isProper(word) && !word.first;
    if ((known === 'name' || known === 'place') && !isAlsoWord(word.bare)) {
      if (word.capital || this.#isSafeInLowerCase(word)) return known;
    }
    if (!within || german) return null;
    if (known === 'name' || known === 'place') return known;
    return this.#followsPlaceWord(word, index) ? 'place' : 'name';
  }

  #isSafeInLowerCase(word: Word): boolean {
    if (word.text.length < 4 || isWordInLowerCase(word.bare) || LOWER_CASE_UNSAFE.has(this.#language ?? 'en'))
      return false;
    return this.#isEnglish() || isListedName(word.bare) || isListedTown(word.bare);
  }

  #isEnglish(): boolean {
    return this.#language === null || this.#language === 'en';
  }

  #followsPlaceWord(word: Word, index: number): boolean {
    if (this.#language === 'tr' && /^['’][dt][ea]n?(?!\p{L})/u.test(this.#text.slice(word.end, word.end + 5)))
      return true;
    const before = this.#word(index - 1);
    if (before === null || !word.adjacent) return false;
    return PLACE_BEFORE.has(before.bare) || this.#marks[index - 1] === 'place';
  }

  #byCue(): void {
    this.#words.forEach((word, index) => {
      if (TITLES.before.has(word.bare)) this.#afterTitle(index);
      if (TITLES.after.has(word.bare) && word.adjacent) {
        const before = this.#word(index - 1);
        if (before !== null && (this.#isProper(before) || !CASED.test(before.text))) this.#mark(index - 1, 'name');
      }
      this.#introduced(index);
    });
  }

  #afterTitle(index: number): void {
    for (let next = index + 1; next <= index + 2; next += 1) {
      const word = this.#word(next);
      if (word === null || !word.adjacent || !word.capital || this.#shouting) return;
      this.#mark(next, 'name');
    }
  }

  /** `my name is …`, `ich heiße …`, `… बोल रहा`: the words of a cue end at `index`, or begin there. */
  #introduced(index: number): void {
    for (const { words: cue, caseless } of NAME_AFTER) {
      if (!this.#cueAt(index - cue.length + 1, cue)) continue;
      const next = this.#word(index + 1);
      if (next === null || /[.!?\n]/u.test(this.#text.slice(this.#word(index)?.end, next.start))) continue;
      if (this.#isProper(next) || (!CASED.test(next.text) && caseless) || (caseless && !isKnown(next.bare)))
        this.#mark(index + 1, 'name');
    }
    for (const cue of NAME_BEFORE) if (this.#cueAt(index, cue)) this.#mark(index - 1, 'name');
  }

  #cueAt(start: number, cue: readonly string[]): boolean {
    return start >= 0 && cue.every((part, offset) => this.#words[start + offset]?.bare === part);
  }

  /** Sentences with a word that is a name or an everyday word, depending on its neighbours. */
  #byTagger(): void {
    const doubtful = this.#words.filter((word, index) => this.#marks[index] === null && isAlsoWord(word.bare));
    if (doubtful.length === 0 || this.#shouting) return;
    const pieces: { start: number; end: number }[] = [];
    let at = 0;
    for (const match of this.#text.matchAll(SENTENCE)) {
      const end = match.index + match[0].length;
      while (at < doubtful.length && (doubtful[at]?.start ?? end) < match.index) at += 1;
      if ((doubtful[at]?.start ?? end) < end) pieces.push({ start: match.index, end });
    }
    const byStart = new Map(this.#words.map((word, index) => [word.start, index]));
    for (const { start, what } of tagPieces(this.#text, pieces)) {
      const index = byStart.get(start);
      const word = index === undefined ? undefined : this.#words[index];
      if (index === undefined || word === undefined || !isAlsoWord(word.bare) || this.#hasArticle(index)) continue;
      if (word.capital || PERSON_BEFORE.has(this.#word(index - 1)?.bare ?? '')) this.#mark(index, what);
    }
  }

  /** `a mark`, `the hope`: what an article stands before is no person. */
  #hasArticle(index: number): boolean {
    const before = this.#word(index - 1);
    return (
      before !== null &&
      /^(?:a|an|the|my|your|his|her|their|our|no|any|some|much|more|i|you|we|they|to)$/u.test(before.bare)
    );
  }

  /** What follows a first name with a capital letter is its surname, over particles and initials. */
  #surnames(): void {
    for (let index = 0; index < this.#words.length; index += 1) {
      if (this.#marks[index] !== 'name') continue;
      let next = index + 1;
      let word = this.#word(next);
      while (word?.adjacent === true && PARTICLES.has(word.bare) && !word.capital && next < index + 4) {
        next += 1;
        word = this.#word(next);
      }
      if (word?.adjacent !== true || !word.capital || this.#shouting) continue;
      if (word.first && /\./u.test(this.#text.slice(word.start - 2, word.start))) continue;
      if (isKept(word.text) || (this.#marks[next] !== null && next === index + 1)) continue;
      for (let between = index + 1; between < next; between += 1) this.#marks[between] = 'name';
      this.#marks[next] = 'name';
    }
  }

  /** A name found once is hidden wherever the text has it again. */
  #repeated(): void {
    const seen = new Map<string, What>();
    this.#words.forEach((word, index) => {
      const what = this.#marks[index];
      if (what && word.bare.length >= 3 && !isAlsoWord(word.bare) && !PARTICLES.has(word.bare))
        seen.set(word.bare, what);
    });
    this.#words.forEach((word, index) => {
      const what = seen.get(word.bare);
      if (what !== undefined && (word.capital || isListedName(word.bare) || knownAs(word.bare) === 'name'))
        this.#mark(index, what);
    });
  }

  /** Neighbouring words of one kind become one range. */
  #ranges(): Found[] {
    const found: Found[] = [];
    this.#words.forEach((word, index) => {
      const what = this.#marks[index];
      if (!what) return;
      const last = found.at(-1);
      if (last?.what === what && word.adjacent && this.#marks[index - 1] === what)
        found[found.length - 1] = { start: last.start, end: word.end, what };
      else found.push({ start: word.start, end: word.end, what });
    });
    return found;
  }
}
