import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readChat } from '../../main/core/reporter/read-chat.ts';

/**
 * Exports in the forms phones write them. Each expectation names the kind, the authors, every message's place as a
 * letter (t text, d deleted, m media left out, c text whose picture was left out), and the last message with its time.
 */
interface Expected {
  readonly kind: 'one_to_one' | 'group';
  readonly authors: readonly string[];
  readonly places: string;
  /** Local time: year, month from 1, day, hour, minute, second. */
  readonly last: readonly [number, number, number, number, number, number];
  readonly text: string;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'android-ar.txt': {
    kind: 'one_to_one',
    authors: ['سلمى', 'كريم'],
    places: 'tmdt',
    last: [2024, 5, 23, 0, 5, 0],
    text: 'أرسلي الرقم السري الآن',
  },
  'android-bg.txt': {
    kind: 'one_to_one',
    authors: ['Мая', 'Иво'],
    places: 'tt',
    last: [2024, 4, 15, 15, 46, 0],
    text: 'прати парите',
  },
  'android-de.txt': {
    kind: 'one_to_one',
    authors: ['Jonas Weber', 'Mira'],
    places: 'ttmdtt',
    last: [2024, 8, 14, 7, 30, 0],
    text: 'Letzte Warnung',
  },
  'android-en-ca.txt': {
    kind: 'one_to_one',
    authors: ['Farah', 'Noor'],
    places: 'tt',
    last: [2023, 12, 9, 0, 46, 0],
    text: 'pay me',
  },
  'android-en-gb.txt': {
    kind: 'one_to_one',
    authors: ['Priya', 'Tom Hale'],
    places: 'ttcmdt',
    last: [2023, 5, 13, 23, 59, 0],
    text: 'You owe me. Pay by Friday or your boss hears about it.',
  },
  'android-en-us.txt': {
    kind: 'one_to_one',
    authors: ['Dana', 'Lee'],
    places: 'ttttt',
    last: [2024, 2, 3, 13, 15, 0],
    text: 'no',
  },
  'android-es-mx.txt': {
    kind: 'one_to_one',
    authors: ['Lupe', 'Beto'],
    places: 'tmmdt',
    last: [2025, 3, 30, 12, 37, 0],
    text: 'Manda el dinero hoy o publico todo',
  },
  'android-fa.txt': {
    kind: 'one_to_one',
    authors: ['سارا', 'امید'],
    places: 'tt',
    last: [2024, 4, 24, 21, 12, 0],
    text: 'پول را بفرست',
  },
  'android-fi.txt': {
    kind: 'one_to_one',
    authors: ['Aino', 'Eero'],
    places: 'tmt',
    last: [2024, 4, 15, 15, 47, 0],
    text: 'lähetä rahaa',
  },
  'android-group-en.txt': {
    kind: 'group',
    authors: ['Ruth', '+49 1512 0000001', 'Cem'],
    places: 'tttttt',
    last: [2024, 11, 15, 8, 10, 0],
    text: 'That was rude',
  },
  'android-hi.txt': {
    kind: 'one_to_one',
    authors: ['आशा', 'रवि'],
    places: 'tmt',
    last: [2024, 4, 15, 15, 47, 0],
    text: 'ओटीपी भेजो',
  },
  'android-hu.txt': {
    kind: 'one_to_one',
    authors: ['Zsófi', 'Bence'],
    places: 'tmt',
    last: [2024, 4, 15, 15, 47, 0],
    text: 'küldd a kódot',
  },
  'android-id.txt': {
    kind: 'one_to_one',
    authors: ['Sari', 'Budi'],
    places: 'tmt',
    last: [2024, 4, 15, 15, 47, 0],
    text: 'kirim uang',
  },
  'android-pt-br.txt': {
    kind: 'one_to_one',
    authors: ['Nina', 'Caio'],
    places: 'tmdt',
    last: [2025, 2, 17, 14, 24, 0],
    text: 'Passa o código que chegou no seu celular',
  },
  'android-sv.txt': {
    kind: 'one_to_one',
    authors: ['Maja', 'Nils'],
    places: 'tmt',
    last: [2024, 4, 6, 15, 47, 0],
    text: 'betala nu',
  },
  'android-th.txt': {
    kind: 'one_to_one',
    authors: ['มาลี', 'ชัย'],
    places: 'tt',
    last: [2024, 4, 15, 15, 46, 0],
    text: 'โอนเงินมา',
  },
  'android-tr.txt': {
    kind: 'one_to_one',
    authors: ['Ece', 'Mert'],
    places: 'tmdt',
    last: [2024, 4, 15, 15, 48, 0],
    text: 'Parayı gönder',
  },
  'android-zh.txt': {
    kind: 'one_to_one',
    authors: ['小美', '阿強'],
    places: 'tmt',
    last: [2024, 4, 15, 0, 7, 0],
    text: '把驗證碼給我',
  },
  'ios-de-group.txt': {
    kind: 'group',
    authors: ['Heike', 'Olaf', 'Susi'],
    places: 'tmtdt',
    last: [2025, 3, 16, 19, 4, 10],
    text: 'Susi lügt immer',
  },
  'ios-en.txt': {
    kind: 'one_to_one',
    authors: ['Priya', 'Tom Hale'],
    places: 'tmtdcmt',
    last: [2023, 5, 25, 22, 1, 9],
    text: 'answer me or else',
  },
  'ios-es.txt': {
    kind: 'one_to_one',
    authors: ['Sara', 'Iker'],
    places: 'tmmt',
    last: [2024, 1, 15, 22, 14, 33],
    text: 'contesta ya',
  },
  'ios-fr.txt': {
    kind: 'one_to_one',
    authors: ['Léa', 'Hugo'],
    places: 'tmdt',
    last: [2024, 1, 19, 10, 15, 0],
    text: 'Envoie-moi des cartes cadeaux',
  },
  'ios-he.txt': {
    kind: 'one_to_one',
    authors: ['דנה', 'יוסי'],
    places: 'tmt',
    last: [2025, 3, 18, 21, 24, 0],
    text: 'תעבירי כסף עכשיו',
  },
  'ios-it.txt': {
    kind: 'one_to_one',
    authors: ['Elisa', 'Marco'],
    places: 'tmt',
    last: [2024, 1, 15, 22, 14, 33],
    text: 'rispondi subito',
  },
  'ios-ko.txt': {
    kind: 'one_to_one',
    authors: ['지민', '현우'],
    places: 'tmt',
    last: [2024, 4, 15, 23, 46, 10],
    text: '돈 보내',
  },
  'ios-old.txt': {
    kind: 'one_to_one',
    authors: ['Ann', 'Ben'],
    places: 'ttt',
    last: [2015, 5, 14, 22, 13, 33],
    text: 'give it back',
  },
  'ios-us.txt': {
    kind: 'one_to_one',
    authors: ['Dana', 'Lee'],
    places: 'ttmt',
    last: [2024, 1, 22, 23, 59, 59],
    text: 'or I tell everyone',
  },
};

const folder = new URL('./chats/', import.meta.url);

describe('WhatsApp exports', () => {
  it('are all expected here', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(Object.entries(EXPECTED))('%s', async (name, { kind, authors, places, last, text }) => {
    const chat = await readChat(fileURLToPath(new URL(name, folder)));
    expect({ kind: chat.kind, authors: chat.authors }).toEqual({ kind, authors });
    const letters = chat.messages.map(({ content }) => {
      if (content.type === 'empty') return content.reason === 'deleted' ? 'd' : 'm';
      return content.type === 'text' && content.mediaOmitted === true ? 'c' : 't';
    });
    expect(letters.join('')).toBe(places);
    const [year, month, day, hour, minute, second] = last;
    expect(chat.messages.at(-1)).toMatchObject({
      sentAt: new Date(year, month - 1, day, hour, minute, second).toISOString(),
      content: { type: 'text', text },
    });
  });
});
