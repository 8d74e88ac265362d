import type { Label } from '../../../common/domain/scores.ts';
import type { LabelledRow } from '../evaluation/labelled-row.ts';

/** What is known about one public data set, by the name of its file. */
export interface DataSource {
  readonly name: string;
  readonly origin: string;
  readonly licence: string;
  /** `validation`: its rows measure the model and never train it. */
  readonly use: 'training' | 'validation';
  /** False when its validation rows are reported but set no threshold. */
  readonly calibrates: boolean;
  /** Language the model card names; English when absent. */
  readonly language?: string;
  /** Labels the set itself does not spell out but its annotation scheme implies. */
  readonly implied?: (row: LabelledRow) => Partial<Record<Label, 0 | 1>>;
  /** Repairs what the set's publication did to the text. */
  readonly clean?: (text: string) => string;
  /** Every fifth row counts as no spam, so that spam is not learned as "unlike a text message of 2006". */
  readonly spamFree?: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Tweets published with HTML entities and retweet marks. */
function cleanTweet(text: string): string {
  return text
    .replaceAll(/&(amp|lt|gt|quot|apos);/gu, (whole, name: string) => ENTITIES[name] ?? whole)
    .replaceAll(/&#(\d{1,7});/gu, (whole, digits: string) => {
      const point = Number(digits);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replaceAll(/\bRT (?=@)/gu, '');
}

/** Placeholders some sets put where a name or a link stood. */
function cleanPlaceholders(text: string): string {
  return text.replaceAll('[USER]', '@user').replaceAll('[URL]', 'https://link.invalid');
}

/** Annotators chose one class a row, so "abuse" or "profanity" does not say that a row is no insult. */
function singleClassInsult(row: LabelledRow): Partial<Record<Label, 0 | 1>> {
  return row.labels.get('toxicity') === 1 && row.labels.get('insult') === 1 ? { insult: 1 } : {};
}

/** The second level of the annotation names personal attacks, which are insults. */
function misogynyLevels(row: LabelledRow): Partial<Record<Label, 0 | 1>> {
  const sexism = row.labels.get('misogyny');
  const level = row.fields['l2'];
  const attack = typeof level === 'string' && level.endsWith('personal_attack');
  return { ...(sexism === undefined ? {} : { sexism }), ...(attack ? { insult: 1, toxicity: 1 } : {}) };
}

/** An ordinary text message between people who know each other: none of the abusive labels. */
function harmlessMessage(row: LabelledRow): Partial<Record<Label, 0 | 1>> {
  return row.labels.get('spam_scam') === 0 ? { toxicity: 0, insult: 0, hate: 0, threat: 0, sexual: 0 } : {};
}

export const SOURCES: readonly DataSource[] = [
  {
    name: 'cat_wiki_context',
    origin: 'ipavlopoulos/context_toxicity',
    licence: 'Apache-2.0; text from Wikipedia, taken as CC-BY-SA',
    use: 'validation',
    calibrates: false,
  },
  {
    name: 'convabuse',
    origin: 'amandacurry/convabuse',
    licence: 'CC-BY-4.0',
    use: 'training',
    calibrates: true,
    spamFree: true,
  },
  {
    name: 'davidson',
    origin: 't-davidson/hate-speech-and-offensive-language',
    licence: 'MIT',
    use: 'training',
    calibrates: true,
    clean: cleanTweet,
  },
  {
    name: 'edos',
    origin: 'rewire-online/edos',
    licence: 'CC0-1.0',
    use: 'training',
    calibrates: true,
    clean: cleanPlaceholders,
    spamFree: true,
  },
  {
    name: 'germeval2018_de',
    origin: 'uds-lsv/GermEval-2018-Data',
    licence: 'CC-BY-4.0',
    use: 'training',
    calibrates: true,
    language: 'German',
    implied: singleClassInsult,
    spamFree: true,
  },
  {
    name: 'hatemoji_build',
    origin: 'HannahKirk/Hatemoji (HatemojiBuild)',
    licence: 'CC-BY-4.0',
    use: 'training',
    // Written to fool classifiers: a threshold that suits it suits nothing else.
    calibrates: false,
  },
  {
    name: 'paradetox',
    origin: 's-nlp/paradetox',
    licence: 'CC0-1.0',
    use: 'training',
    calibrates: true,
  },
  {
    name: 'reddit_misogyny',
    origin: 'ellamguest/online-misogyny-eacl2021',
    licence: 'MIT',
    use: 'training',
    calibrates: true,
    implied: misogynyLevels,
  },
  {
    name: 'sms_smishing',
    origin: 'Mendeley SMS phishing data set',
    licence: 'CC-BY-4.0',
    use: 'training',
    calibrates: true,
    implied: harmlessMessage,
  },
  {
    name: 'sms_spam',
    origin: 'UCI SMS Spam Collection',
    licence: 'CC-BY-4.0',
    use: 'training',
    calibrates: true,
    implied: harmlessMessage,
  },
  {
    name: 'surge_toxicity',
    origin: 'surge-ai/toxicity',
    licence: 'MIT',
    use: 'training',
    calibrates: true,
  },
  {
    name: 'tweeteval_hate',
    origin: 'cardiffnlp/tweeteval (HatEval 2019)',
    licence: 'published without restrictions; platform terms apply to the text',
    use: 'training',
    calibrates: false,
    clean: cleanTweet,
  },
  {
    name: 'tweeteval_offensive',
    origin: 'cardiffnlp/tweeteval (OLID task A)',
    licence: 'published without restrictions; platform terms apply to the text',
    use: 'training',
    calibrates: true,
    clean: cleanTweet,
    spamFree: true,
  },
];

/** The entry of a known set, or the defaults for one that is not listed. */
export function sourceOf(name: string): DataSource {
  const known = SOURCES.find((source) => source.name === name);
  return known ?? { name, origin: 'given by the user', licence: 'not stated', use: 'training', calibrates: true };
}
