/* eslint-disable security/detect-unsafe-regex -- every repetition is bounded; masks.test.ts measures that work grows with length only */
import { createRequire } from 'node:module';
import { isIPv4, isIPv6 } from 'node:net';
import type { CountryCode, NumberFound } from 'libphonenumber-js';
import type { Found } from './found.ts';

/** Fewest digits of a run that is masked, whatever stands between them. */
const LEAST_DIGITS = 6;
/** Runs of digits in one text that are looked at as telephone numbers; a text with more is no message of a person. */
const MOST_PHONES = 40;

/** Digits with up to three separators between two of them; a sign or bracket before. */
const RUN =
  /[+(]{0,2}[0-9](?:[ \t\u00a0\u2000-\u200a\u202f.,/()_~*·•:|‐-―+-]{0,3}[0-9])+(?:\s{0,2}(?:ext|x|durchwahl|dw|poste|ramal|dahili)\.?\s{0,2}[0-9]{1,5}(?![\p{L}\p{N}]))?/giu;
const SEPARATOR = /[^0-9]/gu;
const GROUPED = /^[0-9]{1,3}(?:[., \u00a0\u202f'][0-9]{3}){1,4}(?:[.,][0-9]{1,2})?$/u;
const GROUPED_BY_COMMAS = /^[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,2})?$/u;
const PLAIN_AMOUNT = /^[0-9]{1,7}(?:[.,][0-9]{1,2})?$/u;
const CURRENCY =
  'euros?|eur|usd|dollars?|pounds?|gbp|lira|tl|try|reais|real|rupees?|rs|inr|francs?|chf|pesos?|bucks|dinar|dirhams?|riyal|جنيه|ريال|درهم|دينار|रुपये|रुपए';
const CURRENCY_BEFORE = new RegExp(`(?:[$€£¥₹₺₽]|(?<!\\p{L})(?:r\\$|rs\\.?|usd|eur|gbp|inr|chf))\\s?$`, 'iu');
const CURRENCY_AFTER = new RegExp(`^\\s?(?:[$€£¥₹₺₽]|(?:${CURRENCY})(?![\\p{L}]))`, 'iu');

const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}[ ]?[0-9]{2}(?:[ -]?[A-Z0-9]){9,30}(?![\p{L}\p{N}])/giu;
const WALLET =
  /(?<![\p{L}\p{N}])(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{20,60}|[13][A-HJ-NP-Za-km-z1-9]{25,34}|T[A-HJ-NP-Za-km-z1-9]{33})(?![\p{L}\p{N}])/gu;
const COORDINATES =
  /[-+]?[0-9]{1,3}[.,][0-9]{3,10}\s?°?\s?[NSns]?\s{0,2}[,;/ ]\s{0,2}[-+]?[0-9]{1,3}[.,][0-9]{3,10}(?:\s?°?\s?[EWOewo](?!\p{L}))?/gu;
const DEGREES =
  /[0-9]{1,3}\s?°\s?[0-9]{1,2}\s?['′’](?:\s?[0-9]{1,2}(?:[.,][0-9]{1,4})?\s?["″”]{0,2})?\s?[NSEWOnsewo]?/gu;
const IPV4 = /(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?(?![0-9]|\.[0-9])/gu;
const IPV6 = /(?<![\p{L}\p{N}:])[0-9a-f:]{4,39}(?![\p{L}\p{N}])/giu;
/** Letters and digits mixed as on cards, plates and parcels; the cue says that it is one. */
const CUED =
  /(?<![\p{L}])(?:passport|passnummer|reisepass|licen[cs]e(?: plate)?|number ?plate|kennzeichen|plaque|matrícula|matricule|plaka|ssn|nif|nie|dni|cpf|rg|tc|aadhaar|iban|bic|pin|tan|otp|code|kod|código|konto(?:nummer)?|account(?: (?:number|no))?|sort code|blz|card(?: number)?|personalausweis)\.?\s{0,2}(?:no|nr|n°|number|nummer|is|ist|es|est|é|[:#=])?\.?\s{0,2}[:#=]?\s{0,2}((?=[\p{Lu}\p{N} -]{0,3}[0-9])[\p{Lu}0-9]{1,4}(?:[ -]?[\p{Lu}0-9]{1,6}){0,5})(?![\p{Ll}])/giu;

const DIGIT_WORDS = [
  'zero oh one two three four five six seven eight nine double triple',
  'null eins zwei zwo drei vier fünf sechs sieben acht neun',
  'cero uno dos tres cuatro cinco seis siete ocho nueve',
  'zéro un deux trois quatre cinq sept huit neuf',
  'um dois duas três quatro sete oito nove meia',
  'sıfır bir iki üç dört beş altı yedi sekiz dokuz',
  'صفر واحد اثنين اثنان ثلاثة اربعة أربعة خمسة ستة سبعة ثمانية تسعة',
  'शून्य एक दो तीन चार पांच पाँच छह सात आठ नौ',
]
  .join(' ')
  .replaceAll(' ', '|');
const SPELT_DIGITS = new RegExp(
  `(?<![\\p{L}\\p{M}])(?:${DIGIT_WORDS}|[0-9]{1,3})(?:[ ,.-]{1,3}(?:${DIGIT_WORDS}|[0-9]{1,3})(?![\\p{L}\\p{M}])){5,}`,
  'giu',
);
const SOME_SPELT = new RegExp(`(?<![\\p{L}\\p{M}])(?:${DIGIT_WORDS})(?![\\p{L}\\p{M}])`, 'iu');

/** Where a number without a country code is taken to be from. */
const COUNTRIES: Readonly<Record<string, CountryCode>> = {
  en: 'GB',
  de: 'DE',
  es: 'ES',
  fr: 'FR',
  pt: 'BR',
  tr: 'TR',
  ar: 'EG',
  hi: 'IN',
};

type FindPhones = (text: string, country: CountryCode) => NumberFound[];
let phones: FindPhones | null = null;

/** The telephone library reads its tables when it is first needed. */
export function loadPhones(): FindPhones {
  phones ??= (createRequire(import.meta.url)('libphonenumber-js/min') as { findPhoneNumbersInText: FindPhones })
    .findPhoneNumbersInText;
  return phones;
}

/** Telephone, card, account and other numbers, addresses of machines and positions, in the folded text. */
export function findNumbers(text: string, language: string | null): Found[] {
  const found: Found[] = [];
  const all = (pattern: RegExp, what: Found['what'], accepts: (match: string) => boolean = () => true): void => {
    for (const match of text.matchAll(pattern))
      if (accepts(match[0])) found.push({ start: match.index, end: match.index + match[0].length, what });
  };
  if (/[0-9]/u.test(text)) {
    all(IBAN, 'account', (match) => digitsOf(match).length >= 8);
    all(WALLET, 'account', (match) => /[0-9]/u.test(match));
    all(COORDINATES, 'place');
    all(DEGREES, 'place');
    all(IPV4, 'number', (match) => isIPv4(match.replace(/:.*$/u, '')));
    all(IPV6, 'number', isIPv6);
    for (const match of text.matchAll(CUED)) {
      const whole = match[1] ?? '';
      const start = match.index + match[0].length - whole.length;
      // Words that follow in ordinary writing do not belong to it.
      const value = whole.replace(/(?:[ -](?=[^0-9 -]{0,6}\p{Ll})[^0-9 -]{1,6})+$/u, '');
      if (digitsOf(value).length >= 3) found.push({ start, end: start + value.length, what: 'number' });
    }
    findRuns(text, language, found);
  }
  if (SOME_SPELT.test(text)) all(SPELT_DIGITS, 'number', (match) => /\p{L}/u.test(match));
  return found;
}

function findRuns(text: string, language: string | null, found: Found[]): void {
  let looked = 0;
  for (const match of text.matchAll(RUN)) {
    const run = match[0];
    const digits = digitsOf(run);
    if (digits.length < LEAST_DIGITS - 1) continue;
    const start = match.index;
    let end = start + run.length;
    if (isAmount(text, start, end, run)) continue;
    if (looked < MOST_PHONES) {
      looked += 1;
      end = Math.max(end, endOfPhone(text, start, end, language));
    }
    if (digits.length < LEAST_DIGITS && end === start + run.length && !run.startsWith('+')) continue;
    found.push({ start, end, what: 'number' });
  }
}

/** The telephone library knows what may follow a number, such as an extension. */
function endOfPhone(text: string, start: number, end: number, language: string | null): number {
  const from = Math.max(0, start - 1);
  const around = text.slice(from, end + 24);
  if (!/[a-zа-я#;]/iu.test(text.slice(end, end + 24))) return end;
  const country = COUNTRIES[language ?? 'en'] ?? 'GB';
  return loadPhones()(around, country).reduce((last, phone) => Math.max(last, from + phone.endsAt), end);
}

/** A sum of money stays: what was asked for is what a moderator has to judge. */
function isAmount(text: string, start: number, end: number, run: string): boolean {
  if (/^[+(]/u.test(run)) return false;
  const currency =
    CURRENCY_BEFORE.test(text.slice(Math.max(0, start - 8), start)) || CURRENCY_AFTER.test(text.slice(end, end + 12));
  return currency ? GROUPED.test(run) || PLAIN_AMOUNT.test(run) : GROUPED_BY_COMMAS.test(run);
}

function digitsOf(text: string): string {
  return text.replaceAll(SEPARATOR, '');
}
