/* eslint-disable security/detect-unsafe-regex -- every repetition is bounded; masks.test.ts measures that work grows with length only */
import { LinkifyIt } from 'linkify-it';
import { isKept, isWordTopLevel } from './words.ts';
import type { Found } from './found.ts';

/** Endings beside the country codes and the few generic ones that the library knows. */
const MORE_ENDINGS = [
  ...['app', 'dev', 'xyz', 'link', 'online', 'site', 'store', 'club', 'live', 'chat', 'top', 'click', 'page', 'blog'],
  ...['cloud', 'space', 'website', 'tech', 'vip', 'cam', 'sex', 'porn', 'dating', 'bet', 'win', 'loan', 'money', 'fun'],
  ...[
    'world',
    'life',
    'today',
    'media',
    'social',
    'email',
    'support',
    'agency',
    'onion',
    'mobi',
    'games',
    'gay',
    'bank',
  ],
  ...[
    'example',
    'invalid',
    'test',
    'local',
    'localhost',
    'berlin',
    'london',
    'icu',
    'shop',
    'one',
    'cc',
    'wtf',
    'zone',
  ],
];

const TAIL = /^[^\s<>"']{2,}/u;
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyIP: true, fuzzyEmail: true, maxLength: 2000 });
linkify.tlds(MORE_ENDINGS, true);
for (const scheme of [
  'hxxp:',
  'hxxps:',
  'sftp:',
  'tg:',
  'whatsapp:',
  'signal:',
  'sgnl:',
  'viber:',
  'skype:',
  'bitcoin:',
  'magnet:',
])
  linkify.add(scheme, { validate: (text, at) => TAIL.exec(text.slice(at, at + 2000))?.[0].length ?? 0 });

const AT = String.raw`(?:\s{0,3}[([{<]\s{0,2}(?:at|arroba|arobase|ät|kukaç|@)\s{0,2}[)\]}>]\s{0,3}|\s{1,3}(?:at|arroba|arobase|ät|kukaç)\s{1,3}|\s{0,3}@\s{0,3})`;
const DOT = String.raw`(?:\s{0,3}[([{<]\s{0,2}(?:dot|punkt|punto|point|ponto|nokta|\.)\s{0,2}[)\]}>]\s{0,3}|\s{1,3}(?:dot|punkt|punto|point|ponto|nokta)\s{1,3}|\s{0,2}\.\s{0,2})`;
const SPELT_DOT = String.raw`(?:\s{0,3}[([{<]\s{0,2}(?:dot|punkt|punto|point|ponto|nokta|\.)\s{0,2}[)\]}>]\s{0,3}|\s{1,3}(?:dot|punkt|punto|point|ponto|nokta)\s{1,3})`;
const LABEL = String.raw`[\p{L}\p{N}][\p{L}\p{N}-]{0,62}`;
const ENDING = String.raw`(?:com|net|org|info|biz|edu|gov|io|co|me|gg|ly|tv|ru|cn|eu|uk|us|ca|au|de|at|ch|fr|es|it|pt|br|mx|ar|tr|in|ae|sa|eg|pl|nl|be|se|no|dk|fi|${MORE_ENDINGS.join('|')})(?![\p{L}\p{N}])`;
const BEFORE = String.raw`(?<![\p{L}\p{N}])`;

/** `name (at) example dot com` and what is like it. */
const SPELT_EMAIL = new RegExp(
  `${BEFORE}[\\p{L}\\p{N}][\\p{L}\\p{N}._+-]{0,63}${AT}${LABEL}(?:${DOT}${LABEL}){0,3}${DOT}${ENDING}`,
  'giu',
);
/** `example dot com`, `example [.] com/page`. */
const SPELT_LINK = new RegExp(
  `${BEFORE}${LABEL}(?:${SPELT_DOT}${LABEL}){0,3}${SPELT_DOT}${ENDING}(?:\\s{0,2}(?:/|slash)\\s{0,2}[^\\s]{1,200}){0,4}`,
  'giu',
);
/** A path behind a name with dots is a link whatever its ending is: `parcel-check.example/3`, `t.me/x`. */
const WITH_PATH =
  /(?<![\p{L}\p{N}.-])[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,4}\.\p{L}{2,24}(?::\d{1,5})?[/?#][^\s<>"]{0,2000}/giu;
const HANDLE = /(?<![\p{L}\p{N}_@.])@[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,63}/gu;
/** A name with a number sign and four digits, as some messengers had it. */
const TAGGED = /(?<![\p{L}\p{N}_])[\p{L}\p{N}_.]{2,32}#\d{4}(?!\d)/gu;

const SERVICES =
  'telegram|tele|tg|signal|kik|snap(?:chat)?|sc|insta(?:gram)?|ig|discord|dc|skype|wickr|threema|whats ?app|viber|wechat|weixin|line|tik ?tok|onlyfans|venmo|cash ?app|pay ?pal|facebook|fb|twitter|x|steam|xbox|psn|roblox|session|matrix|briar|wire|element|gamertag|username|user ?name|nick(?:name)?|benutzername|usuario|usuário|kullanıcı adı|pseudo';
const SERVICE_NAME = new RegExp(
  `${BEFORE}(?:${SERVICES})(?:\\s{1,2}(?:id|name|handle|user|account|konto|cuenta|compte|conta))?\\s{0,2}(is|ist|es|est|é|[:=–-])\\s{0,2}([\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]{2,40})`,
  'giu',
);
const SERVICE_PLAIN = new RegExp(`${BEFORE}(?:${SERVICES})\\s{1,2}([\\p{L}\\p{N}_.-]{3,40})`, 'giu');
const NOT_A_WORD = /[0-9_]|\p{L}[.-]\p{L}/u;

/** Links, e-mail addresses and accounts of services, in the folded text. */
export function findLinks(text: string, language: string | null): Found[] {
  const found: Found[] = [];
  const add = (start: number, end: number, what: Found['what']): void => {
    found.push({ start, end, what });
  };
  for (const match of linkify.match(text) ?? []) {
    if (match.schema === 'mailto:') {
      if (!isKept(text.slice(match.index, match.lastIndex).replaceAll('@', 'a')))
        add(match.index, match.lastIndex, 'email');
    } else if (match.schema !== '' || !readsAsWords(match.raw, language)) add(match.index, match.lastIndex, 'link');
  }
  if (text.includes('/') || text.includes('?') || text.includes('#'))
    for (const match of text.matchAll(WITH_PATH)) {
      const link = match[0].replace(/[.,;:!?)\]}'"…]+$/u, '');
      if (/[/?#]/u.test(link)) add(match.index, match.index + link.length, 'link');
    }
  for (const match of text.matchAll(SPELT_EMAIL)) add(match.index, match.index + match[0].length, 'email');
  for (const match of text.matchAll(SPELT_LINK)) add(match.index, match.index + match[0].length, 'link');
  if (text.includes('@'))
    for (const match of text.matchAll(HANDLE)) {
      const name = match[0].replace(/[.-]+$/u, '');
      if (!isKept(name.replaceAll('@', 'a'))) add(match.index, match.index + name.length, 'account');
    }
  if (text.includes('#'))
    for (const match of text.matchAll(TAGGED)) add(match.index, match.index + match[0].length, 'account');
  findServiceNames(text, add);
  return found;
}

/** `my insta is lena_k`, `skype: lena`, `telegram lena_k23`: what follows a service's name is an account of it. */
function findServiceNames(text: string, add: (start: number, end: number, what: Found['what']) => void): void {
  for (const match of text.matchAll(SERVICE_NAME)) {
    const [whole, link = '', name = ''] = match;
    const end = match.index + whole.length;
    const sure = !/\p{L}/u.test(link) || NOT_A_WORD.test(name);
    if (sure && !isKept(name)) add(end - name.length, end, 'account');
  }
  for (const match of text.matchAll(SERVICE_PLAIN)) {
    const [whole, name = ''] = match;
    const bare = name.replace(/[.-]+$/u, '');
    const end = match.index + whole.length - (name.length - bare.length);
    if (NOT_A_WORD.test(bare) && /\p{L}/u.test(bare)) add(end - bare.length, end, 'account');
  }
}

/** Two words with a full stop between and the space forgotten, such as `stop.it`: no link, and maybe an insult. */
function readsAsWords(raw: string, language: string | null): boolean {
  const parts = raw.split('.');
  const [first = '', last = ''] = parts;
  return parts.length === 2 && /^\p{L}+$/u.test(first) && /^\p{L}+$/u.test(last) && isWordTopLevel(last, language);
}
