/**
 * Words that stay readable although they are written like a name, or are one: what a moderator needs to judge an insult,
 * and words that begin with a capital letter in ordinary writing. Lower case, without accents on look-up.
 */
const KEPT = new Set(
  [
    // Pronouns and small words, as they stand at the beginning of a sentence or are shouted.
    `i im ill ive id you your youre u ur he she it we they me my mine him his her hers us our them their this that these
     those who what why when where how which whose a an the and or but not no yes yeah yep nope ok okay oh ah lol lmao wtf
     omg stfu fr ngl smh please thanks thank sorry hello hi hey hiya yo bye goodbye dear good bad great nice new old just
     never always all every everyone everybody nobody someone somebody anyone people is are was were be been being am do
     does did done dont have has had can cant could will wont would should shall may might must go going gone get got come
     look listen stop leave let lets wait tell say said ask give take make want need know think see if in on at to from of
     for with by as so then than there here now today tomorrow tonight yesterday last first second next only really very
     too also still again one two three four five six seven eight nine ten more most much many some any other another`,
    // Family and address: who is meant stays clear, which person it is does not.
    `mum mom mummy mommy mama dad daddy papa grandma grandpa granny nan nana gran grandmother grandfather mother father
     sister brother son daughter aunt auntie uncle cousin wife husband girlfriend boyfriend boss teacher coach trainer
     officer police doctor nurse sir madam maam mr mrs ms miss dr prof professor lady lord king queen prince princess
     oma opa tante onkel mutter vater bruder schwester sohn tochter herr frau chef mami papi abuela abuelo madre padre
     hermano hermana tia tio primo prima señor señora senora senor don doña dona maman mamie papy mere pere frere soeur
     tonton tata monsieur madame mademoiselle mae pai avo irma irmao senhor senhora seu anne baba abi abla kardes teyze amca
     dayi hala dede nine bey hanim bayan`,
    // Days, months, feasts, faiths, nations and groups: hatred against them has to be seen.
    `monday tuesday wednesday thursday friday saturday sunday mondays fridays saturdays sundays january february march
     april june july august september october november december christmas easter ramadan eid halloween xmas summer winter
     spring autumn fall montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli
     oktober dezember lunes martes miercoles jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi
     dimanche segunda terca quarta quinta sexta pazartesi sali carsamba persembe cuma cumartesi pazar enero febrero marzo
     abril mayo junio julio agosto septiembre octubre noviembre diciembre god allah jesus christ satan bible quran koran
     torah christian christians muslim muslims jew jews jewish hindu hindus sikh sikhs buddhist catholic protestant islam
     islamic christianity judaism black blacks white whites asian asians african africans arab arabs turk turks kurd kurds
     gypsy gypsies roma latino latina latinos mexican mexicans indian indians pakistani pakistanis chinese japanese korean
     russian russians ukrainian ukrainians german germans french english british american americans polish poles syrian
     syrians afghan afghans nigerian somali refugee refugees immigrant immigrants foreigner foreigners migrant migrants gay
     gays lesbian lesbians trans transgender queer homosexual woman women man men girl girls boy boys kid kids child
     children teen feminist feminists nazi nazis hitler holocaust communist fascist democrat republican liberal
     deutscher deutsche turke turken araber juden jude moslem moslems auslander fluchtlinge fluchtling zigeuner neger
     europe european africa asia america eu usa uk uae un nato germany france spain italy turkey russia ukraine syria iraq
     iran israel palestine gaza china india pakistan mexico brazil england britain europa deutschland`,
    // Things with a capital letter that name nobody.
    `whatsapp telegram signal instagram insta facebook twitter tiktok snapchat snap youtube google apple amazon netflix
     discord steam xbox playstation paypal ebay bitcoin crypto android iphone windows internet wifi web online app pdf tv pc
     dm dms pm pms sms gif gps id pin otp tan sim usb atm vip nsfw afk brb asap fyi diy ceo hr it am pm ps nb covid cv
     messenger zoom skype uber tinder grindr onlyfans reddit bank visa mastercard police hospital school church mosque
     street road city court government president minister team support service security office customer group admin mod`,
    // Insults that are also names or look like them.
    `dick dicks willy randy fanny karen karens pussy cow pig dog rat snake cock ass arse tit tits bum gay fat ugly stupid
     dumb idiot idiots moron loser losers freak creep clown trash scum filth vermin monkey ape witch hag cunt slag slapper
     tramp thot simp incel cuck tart git twat prick knob tosser wanker bellend muppet numpty pervert paedo pedo nonce rapist
     liar thief cheat fraud coward pathetic worthless disgusting useless crazy psycho mental insane retard retarded spastic
     dumm doof blod trottel depp idiot vollidiot arsch sau schwein hund kuh ziege schlampe versager versagerin penner lugner
     tonto tonta idiota imbecil estupido estupida inutil payaso payasa gorda gordo fea feo perra zorra puta puto cabron
     pendejo gilipollas maricon basura asco mierda idiote imbecile connard conne con salope pute salaud batard ordure
     debile abruti cretin burro burra palhaco palhaca lixo otario otaria vagabunda viado bicha imbecil feia feio gorda
     aptal salak gerizekali zavalli pislik orospu pic ibne serefsiz kaltak rezil it esek kopek domuz kahpe`,
  ]
    .join(' ')
    .split(/\s+/u)
    .map(plain),
);

/** Parts of words that make any word an insult, compounds included. */
const INSULT =
  /fuck|shit|bitch|whore|slut|cunt|nigg|fagg|retard|idiot|bastard|asshole|arsehole|scum|wank|twat|moron|imbec|stup[ií]d|rapist|p(?:a?e)do|hure|fotze|arschl|wichs|schlampe|missgeburt|spast|hurens|schwuchtel|kanak|gilip|pendej|cabr[oó]n|maric[oó]n|connard|encul|salop|pute|caralho|viado|orospu|amına|siktir|sikey|gerizek/u;

/** Country endings that are words as well: with a forgotten space they follow a full stop. */
const WORD_ENDINGS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words('it no so is me be my us in to at as am do id ms pm tv cc gs la'),
  de: words('es am so in im er du je da la na ne no an ai de'),
  es: words('de la me se es no si mi tu un su al va lo te'),
  fr: words('de la me se tu ma sa ne et au va le il je si mais'),
  pt: words('de me se no na um eu so tu ao la ai vai'),
  tr: words('de da ne ve mi bu o ya ki sen ben'),
};

/** Lower case, without accents and without what English hangs on a name. */
export function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/['’]s$/u, '')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’]/gu, '')
    .replaceAll('ı', 'i');
}

/** Whether a word stays readable whatever else speaks for hiding it. */
export function isKept(word: string): boolean {
  const bare = plain(word);
  return KEPT.has(bare) || INSULT.test(word.toLowerCase());
}

export function isWordTopLevel(ending: string, language: string | null): boolean {
  return (WORD_ENDINGS[language ?? 'en'] ?? WORD_ENDINGS['en'])?.has(ending.toLowerCase()) ?? false;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
