import { editedCopy } from '../../main/core/training/augment.ts';
import { createRandom } from '../../main/platform/random.ts';

const OPENERS = [
  'hey',
  'ok so',
  'lol',
  'sorry',
  'btw',
  'honestly',
  'wait',
  'morning!',
  'omg',
  'no but',
  'hi all',
  'well',
];
const PEOPLE = [
  'my sister',
  'the new guy',
  'Sam',
  'your brother',
  'our teacher',
  'the landlord',
  'Maya',
  'everyone here',
];
const VERBS = [
  'said',
  'forgot',
  'is bringing',
  'wants to sell',
  'lost',
  'keeps asking about',
  'just paid for',
  'found',
];
const THINGS = [
  'the keys',
  'two tickets',
  'that old bike',
  'the blue folder',
  'dinner on friday',
  'the wifi password',
  'a ride',
];
const TAILS = [
  'can you call me later?',
  'see you at 6:30',
  'that was so rude tbh',
  'stop writing to me, you idiot',
  'haha 😂😂',
  'send me the link https://example.org/x when you can',
  'I am really not happy about it',
  'nobody likes you, go away',
  'thanks a lot!!!',
  'you can win £500 if you text back today',
];

/**
 * Chat messages as people write them, about 60 characters on average, some very short, a fifth with misspellings, most
 * with a word that no other message has. The same seed gives the same messages.
 */
export function chatTexts(count: number, seed: number): string[] {
  const random = createRandom(seed);
  const pick = (from: readonly string[]): string => from[random.below(from.length)] ?? '';
  return Array.from({ length: count }, () => {
    if (random.next() < 0.15) return pick(OPENERS);
    const rare = random.next() < 0.6 ? ` ${random.below(36 ** 5).toString(36)}` : '';
    const text = `${pick(OPENERS)} ${pick(PEOPLE)} ${pick(VERBS)} ${pick(THINGS)}${rare}, ${pick(TAILS)}`;
    return random.next() < 0.2 ? editedCopy(text, random) : text;
  });
}

/** A plain keyword filter over the same kind of text, the baseline that needs no model. */
export const KEYWORDS =
  /\b(?:idiot|stupid|rude|hate|kill|ugly|loser|shut up|go away|nobody likes|win|prize|claim|free|urgent)\b/iu;
