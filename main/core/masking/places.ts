/* eslint-disable security/detect-unsafe-regex -- every repetition is bounded; masks.test.ts measures that work grows with length only */
import type { Found } from './found.ts';
import { isKept } from './words.ts';

const START = String.raw`(?<![\p{L}\p{N}])`;
const END = String.raw`(?![\p{L}\p{N}])`;
const CAPITAL = String.raw`\p{Lu}[\p{L}\p{M}'’.-]{1,30}`;
const HOUSE = String.raw`(?:,?[ ]{0,2}(?:no\.?:?|nr\.?|nº|n°|núm\.?|#)?[ ]{0,2}[0-9]{1,5}(?:[ ]?[a-zA-Z](?![\p{L}\p{N}]))?(?:[ ]?[-–/][ ]?[0-9]{1,4}[a-z]?)?)`;

const ENGLISH_SURE = 'street|road|avenue|lane|crescent|terrace|boulevard';
/** Everyday words as well: a street only with a capital letter. */
const ENGLISH_MORE =
  'drive|close|court|gardens|square|row|mews|grove|hill|place|way|alley|highway|parkway|walk|quay|wharf|green|park|rise|view';
const ENGLISH_SHORT = 'st|rd|ave|av|ln|dr|ct|cres|blvd|sq|pl|hwy|pkwy|apt';
const GERMAN_END =
  'straße|strasse|str\\.|weg|allee|platz|gasse|ring|damm|ufer|steig|chaussee|promenade|pfad|stieg|twiete';
const GERMAN_NO_STREET =
  'unterwegs|spielplatz|arbeitsplatz|parkplatz|sportplatz|stellplatz|sitzplatz|schlafplatz|ausweg|umweg|rückweg|heimweg|hinweg|schulweg|durchweg|keineswegs|ehering|hering';
const SPANISH = 'calle|c/|avenida|avda\\.?|av\\.|plaza|paseo|carrera|camino|carretera|callejón|ronda|travesía';
const FRENCH = 'rue|avenue|boulevard|bd|place|chemin|impasse|allée|quai|cours|passage|square|ruelle|faubourg';
const PORTUGUESE = 'rua|r\\.|avenida|travessa|praça|alameda|largo|estrada|rodovia|beco|viela|ladeira';
const TURKISH = 'caddesi|cad\\.|cd\\.|sokağı|sokak|sok\\.|sk\\.|mahallesi|mah\\.|bulvarı|apartmanı|apt\\.|sitesi';
const LINK_WORDS = "(?:de la|de los|de las|de l[’']|del|de|du|des|da|do|dos|das|d[’']|el|la|los|las|le|les)";

interface Rule {
  readonly pattern: RegExp;
  /** Words of the text that have to occur for the pattern to be tried. */
  readonly when: RegExp;
}

function rule(when: string, pattern: string, flags = 'gu'): Rule {
  return { when: new RegExp(when, 'iu'), pattern: new RegExp(pattern, flags) };
}

const STREETS: readonly Rule[] = [
  rule(
    `${ENGLISH_SURE}|${ENGLISH_MORE}`,
    `${START}(?:[0-9]{1,5}[a-zA-Z]?,?[ ])?(?:${CAPITAL}[ ]){1,3}(?:${both(ENGLISH_SURE)}|${capitalised(ENGLISH_MORE)})${END}`,
  ),
  rule(ENGLISH_SHORT, `${START}[0-9]{1,5}[a-zA-Z]?,?[ ](?:${CAPITAL}[ ]){1,3}(?:${both(ENGLISH_SHORT)})\\.?${END}`),
  rule(
    ENGLISH_SURE,
    `${START}[0-9]{1,5}[a-z]?[ ](?:[\\p{L}'’.-]{2,20}[ ]){1,2}(?:street|road|avenue|lane|drive|close|court|crescent|terrace|boulevard|square)${END}`,
    'giu',
  ),
  rule(
    'flat|apartment|apt|unit|floor|room',
    `${START}(?:flat|apartment|apt\\.?|unit|room)[ ](?:no\\.?[ ]?)?[0-9]{1,4}[a-z]?${END}`,
    'giu',
  ),
  rule(
    GERMAN_END,
    `${START}(?!(?:${GERMAN_NO_STREET})${END})\\p{Lu}[\\p{L}\\p{M}-]{2,30}(?:${GERMAN_END})(?![\\p{L}\\p{N}])${HOUSE}?`,
  ),
  rule(GERMAN_END, `${START}(?:${CAPITAL}[ -]){1,3}(?:${capitalised(GERMAN_END)})(?![\\p{L}\\p{N}])${HOUSE}?`),
  rule(
    'am|an der|im|in der|zum|zur|auf dem|auf der|unter den|hinter',
    `${START}(?:Am|An der|Im|In der|Zum|Zur|Auf dem|Auf der|Unter den|Hinter der|am|an der|auf dem|auf der)[ ](?:\\p{L}{2,20}[ ])?${CAPITAL}[ ][0-9]{1,4}[ ]?[a-z]?${END}(?![ ]?(?:uhr|jahre|euro|€|%|mal|personen|leute|minuten|stunden|tage|meter|km))`,
  ),
  rule(
    SPANISH,
    `${START}(?:${both(SPANISH)})[ ](?:${LINK_WORDS}[ ]?)?${CAPITAL}(?:[ ](?:${LINK_WORDS}[ ]?)?${CAPITAL}){0,3}${HOUSE}?`,
  ),
  rule(
    SPANISH,
    `${START}(?:calle|avenida|plaza|paseo)[ ](?:${LINK_WORDS}[ ])?[\\p{L}]{3,20}(?:[ ][\\p{L}]{3,20})?${HOUSE}`,
    'giu',
  ),
  rule(
    FRENCH,
    `${START}(?:[0-9]{1,4}(?:[ ]?(?:bis|ter))?,?[ ])?(?:${both(FRENCH)})[ ](?:${LINK_WORDS}[ ]?)?${CAPITAL}(?:[ -](?:${LINK_WORDS}[ ]?)?${CAPITAL}){0,3}`,
  ),
  rule(
    FRENCH,
    `${START}[0-9]{1,4}(?:[ ]?(?:bis|ter))?,?[ ](?:rue|avenue|boulevard|bd|chemin|impasse|allée|quai)[ ](?:${LINK_WORDS}[ ]?)?\\p{L}{3,24}`,
    'giu',
  ),
  rule(
    PORTUGUESE,
    `${START}(?:${both(PORTUGUESE)})[ ](?:${LINK_WORDS}[ ]?)?${CAPITAL}(?:[ ](?:${LINK_WORDS}[ ]?)?${CAPITAL}){0,3}${HOUSE}?`,
  ),
  rule(
    TURKISH,
    `${START}(?:${CAPITAL}[ ]){1,3}(?:${both(TURKISH)})(?:[’']?\\p{Ll}{0,4})${HOUSE}?(?:[ ]?(?:daire|kat|d)[ .:]{0,2}[0-9]{1,4})?`,
    'gu',
  ),
  rule(
    'شارع|حي|طريق|ميدان',
    String.raw`${START}(?:شارع|حي|طريق|ميدان)[ ]\p{L}{2,20}(?:[ ]ال\p{L}{2,20})?(?:[ ](?:رقم[ ])?[0-9]{1,4})?`,
  ),
  rule(
    'रोड|मार्ग|गली|मोहल्ला|सेक्टर|कॉलोनी',
    String.raw`${START}(?:[\p{L}\p{M}]{2,20}[ ]){1,2}(?:रोड|मार्ग|गली|मोहल्ला|कॉलोनी)(?:[ ][0-9]{1,4})?|${START}(?:सेक्टर|गली)[ ](?:नंबर[ ])?[0-9]{1,4}`,
  ),
];

const POSTCODES: readonly RegExp[] = [
  // United Kingdom, Canada, Netherlands, Portugal.
  /(?<![\p{L}\p{N}])[A-Z]{1,2}[0-9][A-Z0-9]?[ ]?[0-9][A-Z]{2}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[a-z]{1,2}[0-9][a-z0-9]?[ ][0-9][a-z]{2}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[A-Z][0-9][A-Z][ -]?[0-9][A-Z][0-9](?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[1-9][0-9]{3}[ ]?[A-Z]{2}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}-])[1-9][0-9]{3}-[0-9]{3}(?![\p{L}\p{N}-])/gu,
  // Five digits before a town (Germany, France, Spain, Turkey) or behind a state (United States).
  /(?<![\p{L}\p{N}])(?:D-|F-|E-)?[0-9]{4,5}[ ]\p{Lu}[\p{L}-]{2,30}(?:[ -]\p{Lu}[\p{L}-]{2,30}){0,2}/gu,
  /(?<![\p{L}\p{N}])(?:[A-Z][a-z]{2,20},[ ])?[A-Z]{2}[ ][0-9]{5}(?:-[0-9]{4})?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])(?:zip|zip code|postcode|postal code|plz|postleitzahl|código postal|cp|code postal|cep|posta kodu)[ :.]{1,3}[0-9][0-9 -]{3,9}[0-9](?![\p{L}\p{N}])/giu,
];

/** Somebody's town in their own words; what follows is a place even where capital letters tell nothing. */
const LIVES = new RegExp(
  `${START}(?:live[sd]?|living|stay(?:s|ing)?|am|from|moved|move|born|works?|working|wohn(?:e|st|t|en)|lebe|lebst|lebt|komme|kommst|kommt|arbeite[tn]?|zieh(?:e|st|t|en)|vivo|vive|vives|trabajo|trabaja|habite[s]?|j[’']habite|vis|moro|mora|moras|vivem)(?:[ ](?:here|jetzt|noch|hier|aqui|aquí|ici))?[ ](?:in|at|near|to|from|nach|aus|bei|en|à|em|no|na)[ ](${CAPITAL}(?:[ -]${CAPITAL}){0,2})`,
  'gu',
);
/** Endings of German place names, behind a preposition. */
const GERMAN_TOWN =
  /(?<![\p{L}])(?:[Ii]n|[Aa]us|[Nn]ach|[Bb]ei|[Vv]on|[Bb]is)[ ]((?:(?:Bad|Sankt|St\.|Groß|Klein|Neu|Alt)[ -])?\p{Lu}\p{Ll}{2,18}(?:stadt|burg|berg|heim|dorf|hausen|furt|feld(?:en)?|ingen|bach|brück|brücken|münster|kirchen|leben|rode|hagen|stedt|wald|see|au)(?:[ -](?:am|an der|im)[ -]\p{Lu}\p{Ll}{2,14})?)(?!\p{L})/gu;
const GERMAN_NO_TOWN =
  /^(?:Innenstadt|Altstadt|Großstadt|Kleinstadt|Altersheim|Pflegeheim|Tierheim|Kinderheim|Studentenwohnheim|Wohnheim|Geheim|Frau|Regenwald|Umfeld|Vorfeld|Sportfeld|Daheim)$/u;
/** A Hindi place by its ending, before the word for "in", "from" or "of". */
const HINDI_TOWN = /(?<![\p{L}\p{M}])([\p{L}\p{M}]{2,12}(?:नगर|पुर|गाँव|गांव|बाद|गढ़|गंज))(?![\p{L}\p{M}])/gu;

/** Streets, postal codes and named towns, in the folded text. */
export function findPlaces(text: string): Found[] {
  const found: Found[] = [];
  const add = (start: number, end: number): void => {
    found.push({ start, end, what: 'place' });
  };
  for (const { when, pattern } of STREETS) {
    if (!when.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const offset = keptBefore(match[0]);
      if (match[0].length > offset) add(match.index + offset, match.index + match[0].length);
    }
  }
  if (/[0-9]/u.test(text))
    for (const pattern of POSTCODES)
      for (const match of text.matchAll(pattern)) add(match.index, match.index + match[0].length);
  for (const pattern of [LIVES, GERMAN_TOWN, HINDI_TOWN])
    for (const match of text.matchAll(pattern)) {
      const place = match[1] ?? '';
      if (place === '' || isKept(place) || GERMAN_NO_TOWN.test(place)) continue;
      add(match.index + match[0].length - place.length, match.index + match[0].length);
    }
  return found;
}

/** Characters at the beginning of a street that are other words with a capital letter: `Meet Elm Street`. */
function keptBefore(street: string): number {
  const first = /^(\p{L}+)[ ]/u.exec(street);
  const rest = first === null ? '' : street.slice(first[0].length);
  return first !== null && isKept(first[1] ?? '') && /[ ]/u.test(rest) ? first[0].length : 0;
}

/** The alternatives as they are and with a capital letter at the beginning. */
function both(alternatives: string): string {
  return `${alternatives}|${capitalised(alternatives)}`;
}

function capitalised(alternatives: string): string {
  return alternatives
    .split('|')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('|');
}
