import { plain } from './words.ts';

/**
 * Common first names beside the ones compromise knows, which are mostly English. Only ones that are no everyday word of
 * their language, because they are masked wherever they stand with a capital letter.
 */
const FIRST_NAMES = `
  achim albrecht alina almut andrea andreas angelika anja anke anneliese annette antje arne astrid axel barbel bastian
  beate benedikt bernd bettina birgit birte bjorn bodo brigitte britta burkhard carsten christa christof christoph
  claudia clemens corinna cornelia dagmar detlef dieter dietmar dirk dorothea eberhard eckhard elfriede elke elmar
  erika erich ernst eva fabian falk felix finn florian franz franziska friederike friedrich frieda fritz gabi gabriele
  georg gerda gerd gerhard gisela gottfried greta gudrun gunter gunther hannah hanna hannelore hans harald hartmut heidi
  heike heiko heiner heinrich heinz helga helmut henrik henning herbert hermann hilde hildegard holger horst ilona ilse
  imke inga inge ingo ingrid irmgard ivonne jannik jan jana jens joachim jochen johanna johannes jonas jorg josef judith
  julia jurgen jutta kai karin karl karsten katharina kathrin katja katrin kerstin kirsten klara klaus knut konrad
  konstantin kristin kurt lars lasse lea leni leonie lennart liesel lieselotte lina linus lothar luca luise lukas lutz
  magdalena maike malte manfred manuela mareike margarete margot marlene marlies marvin mathias matthias matthis mechthild
  melanie merle michaela mirko monika moritz nadine niklas nils norbert olaf ole oliver oskar otto paul paula petra
  philipp pia rainer ralf regina reiner reinhard renate robert roland rolf rosemarie rudiger rudolf ruth sabine sandra
  sascha sebastian siegfried sigrid silke silvia simone sonja soren stefan stefanie steffen stephan susanne svea sven
  svenja swantje tanja theo theresa thilo thomas thorsten till tilda tim timo tobias torben torsten udo ulf uli ulrich
  ulrike ursula uschi ute uwe vanessa vera verena veronika viktoria volker volkmar waltraud werner wiebke wilfried
  wilhelm wolfgang yannick yvonne
  adriana agustin ainhoa alba alejandra alejandro alfonso alicia alvaro amparo ana andres angela antonia antonio araceli
  arturo beatriz begona belen benito blanca borja carlos carmen carolina catalina cayetana cecilia cesar clara concepcion
  consuelo cristina cristobal daniela david diego domingo dolores eduardo elena emilia emilio enrique ernesto esperanza
  esteban estefania esther eugenia eva federico felipe fernanda fernando fermin francisca francisco gabriel gabriela
  gerardo gloria gonzalo gorka graciela gregorio guadalupe guillermo gustavo hector hernan hugo ignacio iker ines inma
  irene isabel ismael itziar ivan jaime javier jesus jimena joaquin jordi jorge josefa jose juan juana julian juliana
  julio laura leandro leire leonor leticia lorena lorenzo lourdes lucas lucia luis luisa macarena magdalena manolo
  manuel manuela marcelo marcos margarita maria mariano maribel marina mario marta martin mateo matias mauricio maite
  mercedes miguel milagros miriam monica montserrat natalia nerea nicolas nieves noelia nuria olga oriol oscar pablo
  paco paloma pascual patricia paula pedro pepe pilar rafael ramiro ramon raquel raul rebeca ricardo roberto rocio
  rodrigo rosario ruben salvador sandra santiago sara sebastian sergio silvia sofia susana teresa tomas valentina
  valeria vanesa vicente victor victoria virginia xavier xoan yago yolanda
  adele adrien agathe agnes alain alban alexandre alexandra aline alphonse amandine amelie anais andre angelique annick
  antoine arnaud aude audrey augustin aurelie aurelien axelle baptiste bastien benedicte benoit bernadette bernard
  bertrand brigitte bruno camille capucine caroline catherine cecile celine chantal charlotte chloe christelle
  christiane christophe claire clarisse claude clement clementine clotilde colette corentin corinne cyril cyrille damien
  danielle delphine denis denise didier dominique edith edouard eleonore elise elodie eloise emeline emilie emmanuel
  emmanuelle enzo eric estelle etienne eugenie evelyne fabien fabienne fabrice fanny fatou felicien florence florent
  francine franck francois francoise frederic frederique gael gaelle genevieve gerard germaine ghislaine gilbert gilles
  ginette gregoire guillaume guy helene henri herve hubert huguette isabelle jacqueline jacques jean jeanne jeremie
  jerome jocelyne joelle josiane judith jules julie julien juliette justine karine laetitia laure laurence laurent lea
  leo leon lilian lionel loic louane louis louise luc lucie lucien lucienne ludovic lydie maelle magali manon marc
  marcel margaux marguerite marianne marie marine marion martine mathieu mathilde matthieu maud maurice maxime melissa
  michel micheline mireille monique morgane muriel nadege nadia nathalie nathan nicole noemie odette odile olivier
  oceane pascal pascale patrice patrick paulette perrine philippe pierre quentin raphael raymond regine regis remi remy
  renaud rene renee romain roger rolande sabrina sandrine sebastien serge severine simone solange solene sophie
  stephane stephanie suzanne sylvain sylvie tanguy thibault thierry timothee valentin valerie veronique victoire
  violette virginie viviane xavier yann yannick yves yvette zoe
  adalberto ademir adriano afonso alessandra alexandre aline amanda anderson anselmo aparecida augusto barbara bernardo
  bianca bruna bruno caio camila carla carlota cassio catarina celia celso cintia claudio cleber cleide conceicao
  cristiano dalva daniel danilo davi debora denise diogo douglas edson eduarda elaine eliana elisa elza emerson erica
  evandro fabiana fabio fabricio fatima fernanda flavia flavio francisca gisele giovana gilberto gilmar guilherme helena
  heitor henrique heloisa humberto igor ines ingrid iracema isabela isadora jair jaqueline joana joao joaquim jorge
  josefa josue juliana julio junior jussara larissa leandro leonardo leticia lidia lorena luan luana lucas luciana
  luciano luiz luiza marcela marcia marcio marcos mariana marilene marina marli marta mateus matheus mauricio mauro
  milena miguel monica murilo nadia natalia nelson nilson norma otavio patricia paulo pedro priscila rafael rafaela
  raissa raimundo regina renan renata renato ricardo rita roberta rodrigo rogerio ronaldo rosangela rosana rubens samuel
  sandra sebastiao silvana silvio simone solange sonia sueli tainá tania tatiana teresa thais thiago tiago valdir valeria
  vanderlei vanessa vera veronica vinicius vitor vitoria viviane wagner washington wellington wesley william yago yasmin
  abdullah adem ahmet alara ali alper alperen anil arda arzu asli asuman atakan ayca aydan ayhan ayla aylin aynur aysegul
  aysel aysenur ayse aysun aytac baris batuhan begum belgin berat beren berk berkay berna berrin betul beyza bilal bulent
  burak burcu busra cagla cagri can canan caner cansu cem cemal cemil cemre cengiz ceren cetin cigdem damla defne demet
  derya dilara dilek dogan dogukan doruk duygu ebru ece ecem eda ege ela elanur elif elvan emel emin emine emir emrah
  emre ender engin enes ercan erdal erdem erdogan eren erhan erkan erol ersin ertugrul esin esma esra ethem eylul ezgi
  fadime fahri faruk fatih fatma ferhat feride ferit feyza figen fikret filiz fulya furkan gamze gizem gokcen gokhan
  gonul gozde gul gulay gulcan gulden gulsah gulsen gulten gunay guray gurkan hacer hakan haldun halil halime hamza
  handan hande harun hasan hatice hayriye hilal hulya huseyin ibrahim idris ilayda ilhan ilkay ilker ilknur irem irfan
  ismail izzet kaan kadir kadriye kamil kemal kerem kerim kubra kursat leman levent leyla mahmut mehmet melek melike
  melis meltem mert merve meryem metin mevlut mine miray mucahit muhammet murat musa mustafa muzaffer nalan nazan nazli
  necati necla nermin neslihan nesrin nevin nihal nihat nilay nilgun nilufer nur nuray nurcan nurten okan oktay omer
  onur orhan osman oya ozan ozge ozgur ozlem pelin pinar polat rabia ramazan recep remziye reyhan ridvan riza rukiye
  ruya sabri sadik safiye salih sami sedat seda selcuk selda selim selin selma semih semra senem serap serdar serhat
  serkan serpil sevda sevgi sevilay sevim sezen sezer sibel sinan sinem songul suat suleyman sultan sukru taner tansu
  tarik tayfun tolga tuba tugba tugce tulay tuncay turgut turkan ufuk ugur umit umut vedat veli volkan yagmur yakup
  yasemin yasin yavuz yeliz yeter yilmaz yusuf zafer zehra zekeriya zeki zeliha zeynep ziya zubeyde zuhal
  aarav aditi aditya ajay akash amit amita amrita anand anil anita anjali ankit ankita anuj anup anushka arjun arun asha
  ashok ayesha bhavna chandra deepa deepak deepika dev divya farhan fatima gauri gaurav geeta girish gopal harish
  harpreet imran isha ishaan jasmin jaya jyoti kabir kamala karan kartik kavita khushi kiran krishna kunal lakshmi
  lalita madhu mahesh manish manoj meena meera mohan mohit mukesh nandini naresh naveen neha nikhil nikita nisha nitin
  pallavi pankaj parvati payal pooja prakash pranav prasad pratik preeti priya priyanka radha raghav rahul raj rajesh
  raju rakesh ram ramesh rani ravi rekha ritu rohan rohit sachin sakshi sana sandeep sangeeta sanjay santosh sarita
  satish seema shanti shilpa shivani shreya shruti simran sneha sonal suman sunil sunita suresh swati tanvi tarun uma
  usha vandana varun vijay vikas vikram vinay vineet vinod vishal yash
  abdulaziz abdulrahman abdelkader adel adnan ahmad ahmed aicha aisha amina amira amr anas anwar asma ayman bashir
  basma bilal dalia dina fadi fadila faisal farah farid faten fatma fawzi fouad ghada habib hadi hafsa hala hamid hamza
  hana hanan hani hassan hatem hayat hisham hoda huda hussein hussain ibrahim ikram iman ismail jamal jamila jihad
  kamal karim khadija khaled khalid khalil laila lamia latifa layla leila loubna lubna maha mahmoud majid malak malika
  mariam marwa marwan maryam mohamed mohammad mohammed mona mounir mourad muhammad mustafa nabil nada nader nadia nadir
  naima najib nasser nawal nizar noor noura nour omar osama rachid rami rania rashid rawan reem riad rima saad sabah
  said salah salem salim salma sameh sami samia samir samira sara selim sherif siham soraya tamer tarek tariq wael walid
  wafa yahya yara yasmine yasser youssef yusuf zahra zainab zeinab ziad
  agnieszka aleksandra aleksei alexei anastasia andrei andrzej boris bogdan dariusz dmitri dmitry dimitri dragan ewa
  evgeny fedor galina goran grzegorz igor ilona iryna ivana jelena jerzy jovana kasia katarzyna krzysztof ksenia larisa
  lech ludmila lyudmila magda malgorzata marek mariusz mateusz milan milica milos nadezhda natasha nikolai oksana oleg
  olena olga pavel petar piotr radek roman ruslan sergei sergey slavko svetlana tadeusz tatiana tomasz vadim valentina
  vasily viktor vitaly vladimir volodymyr wojciech yelena yulia yuri zbigniew zoran
  steffi susi conny moni basti maxi kathi vroni resi sepp toni lilli mandy ronny
  emmy lena nell ines dario kemal timur milo jonah amira tilda robin maya owen nora sofia ben luca theo alex sam ruth
  liam noah ethan aiden mason logan olivia emma ava mia isla poppy freya harriet imogen niamh siobhan aoife saoirse
  callum rhys gareth alistair hamish fergus angus zara esme maisie alfie archie freddie reggie bethan eilidh kwame kofi
  ama chidi chinedu ngozi oluwaseun tunde femi amara adaeze thandi sipho lerato wei xin ying jing hiroshi yuki kenji
  haruto sakura minh linh thanh huong nguyen jisoo minjun seojin aroha`
  .trim()
  .split(/\s+/u);

/** Names in scripts without capital letters; masked as whole words. Words that are common otherwise are left out. */
const SCRIPT_NAMES = `
  محمد أحمد احمد محمود مصطفى إبراهيم ابراهيم يوسف خالد عمر علي حسن حسين عبدالله عبدالرحمن سامي سامر سمير طارق ياسر ياسين
  وليد فادي رامي زياد نبيل نادر هشام هاني ماجد مازن منير فيصل فهد سلطان تركي بندر سعود عبدالعزيز كريم بلال حمزة أنس
  أسامة عثمان إسماعيل موسى عيسى فاطمة عائشة خديجة مريم زينب ليلى سارة سلمى سميرة نادية هدى هند رانيا ريم رشا دينا
  لينا لمى مها منى نجلاء نوال نورة نورا ياسمين زهراء آمنة أسماء إيمان حنان رقية شيماء عبير غادة فرح لطيفة هالة وفاء
  रवि आशा विक्रम मीना राहुल अमित अनिल अनीता अंजलि अर्जुन अशोक आदित्य करण कविता किरण कृष्णा गीता गौरव दीपक दीपिका दिव्या नेहा
  निशा नितिन पूजा प्रिया प्रियंका प्रकाश मनोज महेश मोहन मुकेश मोहित मीरा राज राजेश राजू राकेश रमेश रानी रेखा रोहित रोहन
  लक्ष्मी विजय विकास विनोद विशाल श्रेया शिवानी संजय सचिन संगीता सीमा सुनील सुनीता सुरेश स्नेहा सिमरन फ़ातिमा फातिमा आयशा इमरान`
  .trim()
  .split(/\s+/u);

/** Larger towns of the languages Quintet is used in that compromise does not know, and districts often named alone. */
const TOWNS = `
  aachen augsburg bielefeld bochum bonn braunschweig bremen chemnitz cottbus darmstadt dortmund dresden duisburg
  dusseldorf erfurt essen flensburg frankfurt freiburg gelsenkirchen gottingen graz halle hamburg hannover heidelberg
  heilbronn ingolstadt innsbruck jena karlsruhe kassel kiel koblenz koln krefeld leipzig leverkusen linz lubeck
  ludwigshafen magdeburg mainz mannheim monchengladbach munchen munster nurnberg oberhausen oldenburg osnabruck
  paderborn potsdam regensburg rosenheim rostock saarbrucken salzburg schwerin solingen stuttgart trier tubingen ulm
  wiesbaden wien wolfsburg wuppertal wurzburg zurich basel bern luzern genf kreuzberg neukolln altona
  alicante almeria badajoz barcelona bilbao burgos caceres cadiz castellon cordoba coruna getafe gijon granada huelva
  jaen jerez leganes lerida lleida logrono madrid malaga mallorca marbella mostoles murcia oviedo pamplona salamanca
  santander segovia sevilla tarragona toledo valencia valladolid vigo vitoria zaragoza bogota medellin cali lima quito
  guadalajara monterrey puebla tijuana rosario mendoza montevideo caracas maracaibo asuncion
  amiens angers annecy avignon besancon bordeaux brest caen cannes dijon grenoble lille limoges lyon marseille metz
  montpellier mulhouse nancy nantes nice nimes orleans perpignan poitiers reims rennes rouen strasbourg toulon toulouse
  tours troyes versailles villeurbanne bruxelles liege namur lausanne geneve montreal casablanca dakar abidjan
  aveiro belem braga brasilia campinas coimbra curitiba evora faro florianopolis fortaleza goiania guarulhos joinville
  lisboa londrina luanda maceio manaus maputo natal niteroi olinda osasco pelotas porto recife santos sorocaba teresina
  uberlandia
  adana adapazari afyon alanya ankara antakya antalya aydin balikesir beyoglu bodrum bursa canakkale corum denizli
  diyarbakir edirne elazig erzincan erzurum eskisehir fethiye gaziantep giresun hatay isparta istanbul izmir kadikoy
  kahramanmaras karabuk kastamonu kayseri kirikkale kocaeli konya kutahya malatya manisa mardin mersin mugla nevsehir
  ordu rize sakarya samsun sanliurfa sivas tekirdag tokat trabzon usak uskudar yalova yozgat zonguldak besiktas sisli
  brixton camden croydon hackney peckham tottenham didsbury salford gateshead sunderland swindon slough luton watford
  croydon bradford stockport wolverhampton solihull ipswich norwich colchester chelmsford basildon`
  .trim()
  .split(/\s+/u);

const SCRIPT_TOWNS = `
  القاهرة الإسكندرية الجيزة الرياض جدة مكة المدينة الدمام دبي أبوظبي الشارقة الدوحة المنامة عمّان دمشق حلب حمص بيروت بغداد
  البصرة الموصل أربيل صنعاء عدن الخرطوم طرابلس بنغازي تونس الجزائر وهران الرباط الدارالبيضاء مراكش فاس طنجة رام نابلس
  दिल्ली मुंबई कोलकाता चेन्नई बेंगलुरु हैदराबाद पुणे अहमदाबाद जयपुर लखनऊ कानपुर नागपुर इंदौर भोपाल पटना आगरा वाराणसी
  मेरठ रांची सूरत चंडीगढ़ देहरादून गुड़गाँव नोएडा ग़ाज़ियाबाद जोधपुर उदयपुर अमृतसर लुधियाना`
  .trim()
  .split(/\s+/u);

/** Names that are everyday words as well: they count as names with a capital letter within a sentence only. */
const ALSO_WORDS = new Set(
  `mark may april june august will art bill rob bob jack nick pat sue drew grace grant hope joy faith rose lily ivy dawn
   summer autumn eve page chase lance rich rusty sandy earl guy gene herb max miles wade skip sky violet olive
   ruby pearl amber jade crystal penny patsy daisy cliff rod reed rex glen heath dale lane baker hunter
   mason porter potter cook fisher gardener shepherd smith tanner turner walker weaver king knight
   major marshal bishop pope abbey chance destiny genesis heaven honor honour harmony justice liberty mercy miracle nova
   ocean paisley patience princess promise royal serenity star story trinity true unique winter ace angel case cash
   creed cannon cody ever forest fox hawk jet justice kit legend link maverick memphis moses prince reign rocky stone
   wolf young long short brown black white green gray grey rich sunny happy ernst can deniz umut onur sevgi yeter
   dogan ufuk hayat doruk ege eylul devrim baris zafer savas duygu damla gul nur su derya yagmur toprak pinar
   filiz melek sultan hale dilek ozlem emel arzu esin burak ceylan yildiz gunes deha esperanza dolores consuelo
   pilar rocio soledad luz paz sol nieves salvador santos domingo milagros rosario angeles remedios    blanca claro alba aurora franca marine rose aimee desire violette fleur
   marguerite capucine prudence constance celeste olive juste aparecida conceicao
   vitoria aurora estrela socorro regina major junior perla may van al sky sunny mo bo jo di ty vi
   tu ma an le la ha ho so do dev shanti jyoti    noor sana sabah natal santos porto faro nice tours essen halle ulm wien linz usak ordu tokat
   bath reading sale deal rugby hull crewe split cork bergen mobile man orange angers metz troyes brest aydin sivas
   bern trier jena kiel horst till falk bodo axel ama art joy kit christian chad india asia china    phoenix israel    elle yarin emin yeter
   till `
    .trim()
    .split(/\s+/u),
);

/** Names and towns that are words in lower case only. */
const LOWER_CASE_WORDS = new Set(
  `ada adelaide ali asha austin ava beate bella cadiz caio cali carolina carter charlotte chelsea clair clara
   clement constant cooper cordoba dallas dean ed ela ella florence georgia gloria granada hala hana hani helle
   jaya jean jordan kai krishna lea lee leon lima linda madhu marie marina mercedes merle mia nada noel nour paris
   parker pascal puebla raj ram rani ray reem said salem suman sydney taylor toledo tyler uma usha valencia
   victoria vigo virginia yolanda`
    .trim()
    .split(/\s+/u),
);

const firstNames = new Set(FIRST_NAMES.map(plain));
const scriptNames = new Set(SCRIPT_NAMES);
const towns = new Set(TOWNS.map(plain));
const scriptTowns = new Set(SCRIPT_TOWNS);

/** Whether the lists have a word as a first name; `bare` as `plain` makes it. */
export function isListedName(bare: string): boolean {
  return firstNames.has(bare);
}

export function isListedTown(bare: string): boolean {
  return towns.has(bare);
}

export function isAlsoWord(bare: string): boolean {
  return ALSO_WORDS.has(bare);
}

export function isWordInLowerCase(bare: string): boolean {
  return LOWER_CASE_WORDS.has(bare);
}

/** What a word of a script without capital letters is, with the prepositions that Arabic writes in one with it. */
export function listedInScript(word: string): 'name' | 'place' | null {
  for (const bare of [word, word.replace(/^[وبلفك]/u, ''), word.replace(/^[وفب]?ل(?=ل)/u, 'ا')]) {
    if (scriptNames.has(bare)) return 'name';
    if (scriptTowns.has(bare)) return 'place';
  }
  return null;
}
