import type { Word } from './tokens.ts';
import { plain } from './words.ts';

/** Words before and after a name that address a person. */
export const TITLES = {
  before: set(
    `mr mrs ms miss mister dr prof professor sir madam officer sergeant constable detective judge inspector pastor father
     sister brother uncle aunt auntie coach
     herr frau familie herrn doktor tante onkel oma opa kollege kollegin
     senor senora senorita sr sra srta don dona tia tio profe
     monsieur madame mademoiselle mme mlle tonton maitre
     senhor senhora seu professora
     bay bayan sayin`,
  ),
  after: set('bey hanim abi abla hoca amca teyze जी साहब भाई दीदी'),
};

export interface NameCue {
  readonly words: readonly string[];
  /** Whether the name follows in lower case too, or in a script without capital letters. */
  readonly caseless: boolean;
}

const SURE = `my name is|my names|the name is|his name is|her name is|call me|mein name ist|ich heisse|ich heiße|er heisst|er heißt|
sie heisst|sie heißt|me llamo|mi nombre es|se llama|je mappelle|mon nom est|il sappelle|elle sappelle|meu nome e|me chamo|
chamo me|se chama|benim adim|adim|ismim|اسمي|اسمه|اسمها|मेरा नाम|उसका नाम`;
/** After these, a word with a capital letter is a name even where all nouns have one. */
const WEAK = 'hallo|hi|hey|lieber|liebe|moin|servus|hier ist|hier|ich bin|ich bin der|ich bin die';

export const NAME_AFTER: readonly NameCue[] = [
  ...cues(SURE).map((words) => ({ words, caseless: true })),
  ...cues(WEAK).map((words) => ({ words, caseless: false })),
];

/** What follows a name: `Mert ben`, `रवि बोल रहा हूँ`. */
export const NAME_BEFORE: readonly (readonly string[])[] = cues('बोल रहा|बोल रही');

/** Prepositions after which a capital letter is rather a place than a person. */
export const PLACE_BEFORE = set(
  `in from near at around outside towards through en desde hasta hacia vers depuis em no na ate desde den dan`,
);

/** Words after which an everyday word in lower case that is a name as well is the name. */
export const PERSON_BEFORE = set(
  `tell told ask asked call called text texted with and hi hey hello from meet met saw see love hate miss kill hit
   following dear bye`,
);

const GERMAN = set(
  `ich du und nicht ist das der die mit auf fur dein mein wir sie bitte kannst mir dich bei ein eine zum zur wegen kein
   keine wer was wo wie dir mich ihr euch uns den dem des im am aus nach von vor hat habe hast bin bist sind wird schon
   noch wieder aber oder wenn weil dass ja nein jetzt heute morgen`,
);
/** Of these words English has some too; it takes two that it has not. */
const NOT_GERMAN_ALONE = set('die was am an in des mit den wie den hat');

/** Whether capital letters are those of German, where every noun has one. */
export function isGerman(words: readonly Word[], language: string | null): boolean {
  if (language === 'de') return true;
  let hits = 0;
  for (const { bare } of words.slice(0, 400)) if (GERMAN.has(bare) && !NOT_GERMAN_ALONE.has(bare)) hits += 1;
  return hits >= 2 && hits * 6 >= Math.min(words.length, 400);
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/u).map(plain));
}

function cues(list: string): (readonly string[])[] {
  return list.split('|').map((cue) => cue.trim().split(/\s+/u).map(plain));
}
