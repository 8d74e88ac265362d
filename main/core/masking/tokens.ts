/* eslint-disable security/detect-unsafe-regex -- every repetition is bounded; masks.test.ts measures that work grows with length only */
import { isKept, plain } from './words.ts';

/** A word of the folded text. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Lower case without accents. */
  readonly bare: string;
  readonly capital: boolean;
  /** All of several letters are capitals. */
  readonly shouted: boolean;
  /** First word of a sentence, where a capital letter says nothing. */
  readonly first: boolean;
  /** Nothing but one space, or a full stop and a space, stands between the word before and this one. */
  readonly adjacent: boolean;
}

const WORD = /\p{L}[\p{L}\p{M}'’]*(?:-\p{L}[\p{L}\p{M}'’]*)*/gu;
/** What English, German and Turkish hang on a name behind an apostrophe. */
const ENDING = /['’]\p{Ll}{0,5}$/u;
/** What French, Italian and Portuguese put before one. */
const PREFIX = /^(?:[dlcjmnst]|qu)['’](?=\p{L}{2})/iu;
const CAPITAL = /^\p{Lu}/u;
const SHOUTED = /^(?:\p{Lu}|\p{M}){2,}$/u;
const OPENING = /["'“”„«»‹›‘’()[\]{}¿¡*_~]/u;
const SENTENCE_END = /[.!?…:;\n\r•>·|؟۔।]|\p{Extended_Pictographic}/u;
const ABBREVIATION = /(?:^|[^\p{L}])(?:mr|mrs|ms|dr|prof|st|sr|sra|srta|mme|mlle|hr|fr|av|bay|no|nr)\.$/iu;

/** The words of a text, with what their writing tells. Linear. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let lastEnd = 0;
  for (const match of text.matchAll(WORD)) {
    const prefix = PREFIX.exec(match[0])?.[0].length ?? 0;
    const rest = match[0].slice(prefix);
    const ending = ENDING.exec(rest);
    const word = ending === null || ending.index < 2 ? rest.replace(/['’]+$/u, '') : rest.slice(0, ending.index);
    const start = match.index + prefix;
    const between = text.slice(Math.max(lastEnd, start - 16), start);
    words.push({
      start,
      end: start + word.length,
      text: word,
      bare: plain(word),
      capital: CAPITAL.test(word),
      shouted: SHOUTED.test(word.replaceAll(/['’-]/gu, '')),
      first: words.length === 0 ? startsText(text, start) : startsSentence(between, text, start),
      adjacent: words.length > 0 && /^\.?[ \u00a0]$/u.test(text.slice(lastEnd, Math.min(start, lastEnd + 4))),
    });
    lastEnd = match.index + match[0].length;
  }
  return words;
}

function startsText(text: string, start: number): boolean {
  return (
    !/[\p{L}\p{N},]/u.test(text.slice(Math.max(0, start - 16), start)) ||
    startsSentence(text.slice(0, start).slice(-16), text, start)
  );
}

function startsSentence(between: string, text: string, start: number): boolean {
  let at = between.length;
  while (at > 0 && (OPENING.test(between.charAt(at - 1)) || /[ \t\u00a0]/u.test(between.charAt(at - 1)))) at -= 1;
  if (at === 0) return false;
  const mark = between.slice(0, at);
  const last = /.$/su.exec(mark)?.[0] ?? '';
  if (!SENTENCE_END.test(last)) return false;
  return last !== '.' || !ABBREVIATION.test(text.slice(Math.max(0, start - 8), start).trimEnd());
}

/**
 * Whether capital letters tell nothing here, because nearly every word has one.
 * @param nounsHave whether ordinary nouns have one, as in German; only a text in capitals throughout shouts then
 */
export function isShouting(words: readonly Word[], nounsHave: boolean): boolean {
  const long = words.filter((word) => word.text.length > 1);
  if (nounsHave || long.length < 4) return long.length >= 2 && long.every((word) => word.shouted);
  const capitals = long.filter((word) => word.capital);
  const ordinary = capitals.filter((word) => !word.first && isKept(word.text));
  return capitals.length > long.length * 0.6 && ordinary.length >= 2;
}
