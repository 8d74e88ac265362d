import { cleanName, withoutMarks } from './clean-text.ts';
import { foldPhrase } from './whatsapp-phrases.ts';

/**
 * Lines WhatsApp itself writes under somebody's name. Each has to be known from its first to its last word; people named
 * in it have to be people of the chat. A line this file does not know is a message, so that nothing a person wrote is
 * ever taken for a notice.
 */

const AT_TIME = '(?: (?:at|um|a las|à|às|alle|saat) \\d{1,2}[:.]\\d{2}(?: ?[ap]\\.? ?m)?)?';
const CALLS = [
  `(?:missed|silenced|declined) (?:group )?(?:voice|video) call${AT_TIME}(?:\\. tap to call back)?`,
  `(?:verpasster|entgangener) (?:sprach|video)anruf${AT_TIME}`,
  `llamada (?:de voz |de vídeo |de video )?perdida${AT_TIME}`,
  `videollamada perdida${AT_TIME}`,
  `appel (?:vocal|vidéo) manqué${AT_TIME}`,
  `(?:chamada|ligação) de (?:voz|vídeo) perdida${AT_TIME}`,
  `(?:chiamata (?:vocale|video)|videochiamata) persa${AT_TIME}`,
  `cevapsız (?:sesli|görüntülü) arama${AT_TIME}`,
].map((pattern) => new RegExp(`^(?:${pattern})$`, 'u'));

/** Sentences that open the notice about encryption. */
const ENCRYPTION_OPENINGS = new Set([
  'messages and calls are end-to-end encrypted',
  'messages to this chat and calls are now secured with end-to-end encryption',
  'messages to this group are now secured with end-to-end encryption',
  'messages you send to this chat and calls are now secured with end-to-end encryption',
  'messages you send to this group are now secured with end-to-end encryption',
  'nachrichten und anrufe sind ende-zu-ende-verschlüsselt',
  'los mensajes y las llamadas están cifrados de extremo a extremo',
  'les messages et les appels sont chiffrés de bout en bout',
  'as mensagens e as chamadas são protegidas com a criptografia de ponta a ponta',
  'as mensagens e ligações são protegidas com a criptografia de ponta a ponta',
  'i messaggi e le chiamate sono crittografati end-to-end',
  'berichten en oproepen worden end-to-end versleuteld',
  'mesajlar ve aramalar uçtan uca şifrelidir',
  'сообщения и звонки защищены сквозным шифрованием',
  'الرسائل والمكالمات مشفرة تمامًا بين الطرفين',
  'ההודעות והשיחות מוצפנות מקצה לקצה',
  'मैसेज और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं',
]);

/** Sentences that may follow. */
const ENCRYPTION_REST = new Set([
  'only people in this chat can read, listen to, or share them',
  'no one outside of this chat, not even whatsapp, can read or listen to them',
  'tap to learn more',
  'tap for more info',
  'learn more',
  'nur personen in diesem chat können sie lesen, anhören oder teilen',
  'niemand außerhalb dieses chats kann sie lesen oder anhören, nicht einmal whatsapp',
  'tippe, um mehr zu erfahren',
  'mehr erfahren',
  'solo las personas en este chat pueden leerlos, escucharlos o compartirlos',
  'nadie fuera de este chat, ni siquiera whatsapp, puede leerlos ni escucharlos',
  'obtén más información',
  'seules les personnes présentes dans cette discussion peuvent les lire',
  'seules les personnes présentes dans cette discussion peuvent les lire, les écouter ou les partager',
  'seules les personnes prenant part à cette discussion peuvent les lire, les écouter ou les partager',
  'en savoir plus',
  'somente as pessoas que fazem parte da conversa podem ler, ouvir e compartilhar esse conteúdo',
  'saiba mais',
  'solo le persone in questa chat possono leggerne, ascoltarne o condividerne il contenuto',
  'scopri di più',
  'alleen mensen in deze chat kunnen ze lezen, beluisteren of delen',
  'meer informatie',
  "רק האנשים שבצ'אט הזה יכולים לקרוא אותן, להאזין להן או לשתף אותן",
  'מידע נוסף',
]);

/** Notices of the iOS form; `N` stands for people of the chat. */
const NOTICES = [
  'N added N',
  'N removed N',
  'N left',
  'N joined from the community',
  "N joined using (?:this group's|a group|your) invite(?: link)?",
  'N created (?:this|the) group',
  "N (?:changed|deleted) this group's icon",
  'N changed the group description',
  'N (?:pinned|unpinned) a message',
  'your security code with N changed(?:\\. tap to learn more)?',
  "(?:you're|you are) now an admin",
  '(?:N is|N are) now (?:an admin|admins)',
  'N is a contact',
  'you (?:blocked|unblocked) this contact(?:\\. tap to unblock)?',
  "N turned on disappearing messages\\. new messages will disappear from this chat (?:24 hours|7 days|90 days) after they're sent, except when kept",
  'N turned off disappearing messages',
  'N (?:hat|haben|hast) (?:die|diese) gruppe (?:erstellt|verlassen)',
  'N (?:hat|haben|hast) N (?:hinzugefügt|entfernt)',
  'N (?:hat|haben|hast) (?:das gruppenbild|die gruppenbeschreibung) geändert',
  'N ist (?:über|mithilfe) (?:den|des) einladungslinks? (?:dieser gruppe )?beigetreten',
  'deine sicherheitsnummer für N hat sich geändert',
  'du bist jetzt (?:ein )?(?:gruppen)?admin',
  'du hast diesen kontakt (?:blockiert|freigegeben)',
  'N (?:creó|creaste) (?:el|este) grupo',
  'N (?:añadió|añadiste|eliminó|eliminaste) a N',
  'N te (?:añadió|eliminó)',
  'N (?:salió|saliste) del grupo',
  'tu código de seguridad con N (?:ha cambiado|cambió)',
  'N (?:a|avez) créé (?:ce|le) groupe',
  'N (?:a|avez) (?:ajouté|retiré|supprimé) N',
  'N vous a (?:ajouté|ajoutée|retiré|retirée)',
  'N a quitté(?: le groupe)?',
  'votre code de sécurité avec N a changé',
  'N (?:ha|hai) creato (?:il|questo) gruppo',
  'N (?:ha|hai) (?:aggiunto|rimosso) N',
  'N ha abbandonato(?: il gruppo)?',
  'N (?:criou|criaste) (?:o|este) grupo',
  'N (?:adicionou|removeu) N',
  'N saiu(?: do grupo)?',
  'N (?:heeft|hebt) (?:de|deze) groep (?:gemaakt|verlaten)',
  'N (?:heeft|hebt) N (?:toegevoegd|verwijderd)',
].map((pattern) => new RegExp(`^${pattern.replaceAll('N', '(.{1,400})')}$`, 'u'));

const ADMIN_DELETED = /^this message was deleted by admin (.{1,120})$/u;
const YOU = new Set('you du dich tú te vous você tu ti je jij u jou'.split(' '));
const PHONE_NUMBER = /^\+?\d[\d\s()-]{5,20}$/u;
const BETWEEN_NAMES = /, | (?:and|und|y|et|e|en|&) /u;
const MAX_NOTICE = 500;

function fold(text: string): string {
  return foldPhrase(text).replaceAll('’', "'");
}

/** Names of a chat in the form in which notices are compared. */
export function foldNames(names: Iterable<string>): ReadonlySet<string> {
  return new Set(Array.from(names, fold).filter((name) => name !== ''));
}

function isPerson(name: string, people: ReadonlySet<string>): boolean {
  const folded = fold(cleanName(name));
  return people.has(folded) || YOU.has(folded) || PHONE_NUMBER.test(folded);
}

function arePeople(names: string, people: ReadonlySet<string>): boolean {
  return isPerson(names, people) || names.split(BETWEEN_NAMES).every((name) => isPerson(name, people));
}

/** A call nobody took, which exports of both forms give an author. */
export function isCallNotice(message: string): boolean {
  if (message.length > MAX_NOTICE) return false;
  const phrase = fold(message);
  return CALLS.some((pattern) => pattern.test(phrase));
}

/** The notice about encryption that opens a chat: known sentences and nothing else. */
export function isEncryptionNotice(message: string): boolean {
  if (message.length > MAX_NOTICE) return false;
  const [opening = '', ...rest] = fold(message).split(/[.।。]\s+/u);
  return ENCRYPTION_OPENINGS.has(opening) && rest.every((sentence) => ENCRYPTION_REST.has(sentence));
}

/** A notice about people of the chat: they joined, left, changed something. `people` comes from {@link foldNames}. */
export function isPeopleNotice(message: string, people: ReadonlySet<string>): boolean {
  if (message.length > MAX_NOTICE || message.includes('\n')) return false;
  const phrase = fold(message);
  return NOTICES.some((pattern) => {
    const match = pattern.exec(phrase);
    return match !== null && match.slice(1).every((names) => arePeople(names, people));
  });
}

/** What stands in place of a message that an admin of the group deleted. */
export function isDeletedByAdmin(message: string, people: ReadonlySet<string>): boolean {
  const match = message.length > MAX_NOTICE ? null : ADMIN_DELETED.exec(fold(message));
  return match !== null && isPerson(match[1] ?? '', people);
}

/** WhatsApp lets people choose names of at most so many characters. */
const MAX_CHOSEN_NAME = 25;
const OPENS_QUOTED =
  /^(.{1,120}) (?:created (?:the )?group|changed the (?:subject|group name|group subject)(?: from| to)?|hat die gruppe|hat den (?:betreff|gruppennamen)(?: von| zu)?|haben die gruppe|creó el grupo|cambió el (?:asunto|nombre del grupo)(?: de| a)?|a créé le groupe|ha creato il gruppo|criou o grupo|heeft (?:de )?groep) ["“„«「][^"”“»」]{1,100}$/u;
const CLOSES_QUOTED = /["”“»」](?: (?:erstellt|geändert|gemaakt|aangemaakt))?\.?$/u;

/**
 * `Ana changed the subject to "Trip: Rome"`: an Android line without an author in which a group's name has a colon.
 * `before` and `after` are what stands on its two sides. A name a person could have chosen for themselves never counts.
 */
export function isQuotingNotice(before: string, after: string, people: ReadonlySet<string>): boolean {
  if (before.length > MAX_NOTICE || after.length > MAX_NOTICE || after.includes('\n')) return false;
  if ([...new Intl.Segmenter().segment(before)].length <= MAX_CHOSEN_NAME) return false;
  const opening = OPENS_QUOTED.exec(withoutMarks(before).toLowerCase());
  return opening !== null && isPerson(opening[1] ?? '', people) && CLOSES_QUOTED.test(withoutMarks(after).trimEnd());
}
