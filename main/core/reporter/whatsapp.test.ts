import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../common/errors.ts';
import { controlsReplaced, withoutLeadingMarks, withoutTrailingSpace } from './clean-text.ts';
import { parseWhatsApp } from './whatsapp.ts';
import { withoutEditedNote } from './whatsapp-phrases.ts';

const LRM = '\u200e';
const parse = (...lines: string[]) => parseWhatsApp(lines.join('\n'), 'chat.txt');
const bodies = (...lines: string[]) =>
  parse(...lines).messages.map(({ content }) => (content.type === 'text' ? content.text : content.type));
const dayOf = (line: string): string => {
  const at = new Date(parse(line).messages[0]?.sentAt ?? '');
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()} ${at.getHours()}:${at.getMinutes()}`;
};

describe('what a person wrote', () => {
  it('is never taken for a header, even when it looks like one of the other form', () => {
    expect(bodies('[05/01/2024, 10:12:33] Ann: he wrote', '05/01/2024, 10:13 - Ben: hi', 'end')).toEqual([
      'he wrote\n05/01/2024, 10:13 - Ben: hi\nend',
    ]);
  });

  it('keeps empty lines, colons, dashes and what looks like a placeholder in a sentence', () => {
    expect(
      bodies(
        '05/01/2024, 10:12 - Ann: a - b: c',
        '',
        '12:30 - lunch: soup',
        '05/01/2024, 10:13 - Ann: I think this message was deleted by mistake',
        '05/01/2024, 10:14 - Ann: <b>not media</b>',
        '05/01/2024, 10:15 - Ann: ok.so (I think)',
        '05/01/2024, 10:16 - Ann: WhatsApp is end-to-end encrypted',
      ),
    ).toEqual([
      'a - b: c\n\n12:30 - lunch: soup',
      'I think this message was deleted by mistake',
      '<b>not media</b>',
      'ok.so (I think)',
      'WhatsApp is end-to-end encrypted',
    ]);
  });

  it('loses control characters, which a bundle may not carry', () => {
    expect(bodies('05/01/2024, 10:12 - Ann: a\u0007b\u0085c')).toEqual(['a\ufffdb\ufffdc']);
  });

  it('may hold long runs of anything without holding the reader up', () => {
    const [few, many] = [2_000, 40_000].map((count) => {
      const started = performance.now();
      for (const run of [' ', LRM, '<', '<a:', '.ab (', 'a.pdf • '])
        bodies(`05/01/2024, 10:12 - Ann: x${run.repeat(count)}y`);
      return performance.now() - started;
    }) as [number, number];
    expect(many).toBeLessThan(Math.max(few, 5) * 100);
  });

  it('comes back whole from generated chats', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{1,10}$/u);
    const line = fc.stringMatching(/^[a-z,!?: -]{1,40}$/u).map((text) => `x${text.trim()}`);
    const message = fc.record({ name, lines: fc.array(line, { minLength: 1, maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), fc.boolean(), (messages, ios) => {
        const head = ios ? '[05/03/2024, 21:07:09] ' : '05/03/2024, 21:07 - ';
        const text = messages.map((each) => `${head}${each.name}: ${each.lines.join('\n')}`).join('\n');
        const read = parseWhatsApp(text, 'chat.txt').messages;
        expect(read.map(({ author }) => author)).toEqual(messages.map((each) => each.name));
        expect(read.map(({ content }) => content.type === 'text' && content.text)).toEqual(
          messages.map((each) => each.lines.join('\n')),
        );
      }),
    );
  });
});

describe('what a person wrote, when it looks like the words of the messenger', () => {
  const RLM = '\u200f';
  const ios = (author: string, text: string): string => `[01.02.24, 00:00:00] ${author}: ${text}`;
  const android = (author: string, text: string): string => `01/02/2024, 00:00 - ${author}: ${text}`;

  it('stays text on iOS after a direction mark', () => {
    const texts = [
      'I will kill you tonight',
      'אני אהרוג אותך',
      'Ana, I will kill you and your whole family',
      'Ana added you to my list',
      'I added poison',
      'leave WhatsApp or die',
      'Messages and calls are end-to-end encrypted so nobody will ever know what I do to you',
      'I will kill you.pdf • document omitted',
      'x.pdf • 9 fools document omitted',
      '<I will kill you: tonight.jpg>',
    ];
    const lines = texts.flatMap((text) => [ios('Joe', `${LRM}${text}`), ios('Ana', `${RLM}${text}`)]);
    expect(bodies(ios('Ana', 'hi'), ...lines)).toEqual(['hi', ...texts.flatMap((text) => [text, text])]);
  });

  it.each(['Joe "J', 'Mc„Fly', 'J“', '「', 'Ann created group "x', 'y'.repeat(120), '"', 'Joe\u2028J', '\u2800', ':'])(
    'stays, whoever is called %j',
    (name) => {
      for (const line of [ios, android])
        expect(bodies(line('Ann', 'hi'), line(name, 'I will kill you'), line(name, 'die"'))).toEqual([
          'hi',
          'I will kill you',
          'die"',
        ]);
    },
  );

  it('stays from a person whose name reads like a notice about a group', () => {
    const name = 'Ann changed the subject from "Garden';
    expect(bodies(android('Ann', 'hi'), android(name, 'I will kill you'), android(name, 'die"'))).toEqual([
      'hi',
      'I will kill you',
      'die"',
    ]);
  });

  it.each([
    'I will kill you.ok (file attached)',
    'I will kill you.jpg (file attached)',
    'Ana, I will kill you IMG-20240101-WA0001.jpg (file attached)',
    'IMG-20240101-WA0001.jpg (I will kill you)',
    'I will kill you (file attached)',
    'Missed voice call from your killer',
    'Missed voice call at the morgue',
    'Messages and calls are end-to-end encrypted so nobody will ever know what I do to you',
    'Messages and calls are end-to-end encrypted. I will kill you.',
    'This message was deleted by admin and so will you be',
    'image omitted because you are ugly',
    '.',
    '<>',
  ])('stays: %s', (text) => {
    for (const line of [ios, android]) expect(bodies(line('Joe', text), line('Ana', 'hi'))).toEqual([text, 'hi']);
  });

  it('is told from the very phrases, which it is not', () => {
    const { messages, messengerLines } = parse(
      ios('Joe', 'hi'),
      ios('Joe', `${LRM}Messages and calls are end-to-end encrypted. Learn more.`),
      ios('Garden', `${LRM}Joe removed +49 1512 0000001 and Ana`),
      ios('Ana', `${LRM}Missed voice call at 10:12`),
      ios('Ana', `${LRM}photo omitted`),
      ios('Ana', `letter.pdf • ${LRM}2 pages ${LRM}document omitted`),
      ios('Ana', `look ${LRM}<attached: 00000042-PHOTO-2023-05-12-10-15-40.jpg>`),
      ios('Ana', 'This message was deleted by admin Joe.'),
    );
    expect(messages.map(({ content }) => content)).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'empty', reason: 'media_omitted' },
      { type: 'empty', reason: 'media_omitted' },
      { type: 'text', text: 'look', mediaOmitted: true },
      { type: 'empty', reason: 'deleted' },
    ]);
    expect(messengerLines).toBe(3);
  });

  it('survives in both forms, whoever wrote it, unless it is a known phrase', () => {
    const phrase = fc.constantFrom(
      ...['image omitted', 'document omitted', '.pdf • ', 'Missed voice call', 'WhatsApp', 'Ana', ' added ', ' left'],
      ...['Messages and calls are end-to-end encrypted', '. ', '"', '„', '“', '<', '>', '(', ')', ' (file attached)'],
      ...['IMG-20240101-WA0001.jpg', '<attached', ': ', 'This message was deleted', ' by admin ', '<Media omitted>'],
      ...[' changed the subject to "', ' created group "', '\n', LRM, RLM, ' - ', '[', ']', '\u2028', '.ok', 'אני'],
    );
    const pieces = fc.array(fc.oneof(phrase, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 6 });
    const written = fc
      .tuple(pieces, pieces)
      .map(([before, after]) => `${before.join('')} kill you ${after.join('')}`.replaceAll('\r', ''));
    const name = pieces.map((parts) => `J${parts.join('').replace(/[\r\n]/gu, '')}`.slice(0, 25).toWellFormed());
    fc.assert(
      fc.property(name, written, fc.boolean(), fc.boolean(), (author, text, marked, onIos) => {
        const line = onIos ? ios : android;
        const read = parse(line('Ana', 'hi'), line(author, `${marked ? LRM : ''}${text}`), line('Ana', 'end'));
        expect(read.messages).toHaveLength(3);
        const content = read.messages[1]?.content;
        expect(content?.type).toBe('text');
        if (content?.type !== 'text') return;
        const whole = controlsReplaced(withoutTrailingSpace(withoutLeadingMarks(text)));
        if (!/\.(?:jpg|pdf)|<Media omitted>/u.test(text)) expect(content.text.endsWith(whole)).toBe(true);
        expect(content.text).toContain('kill you');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('lines of the messenger', () => {
  it('are no messages, whatever colon they hold', () => {
    expect(
      bodies(
        '04/11/2024, 08:00 - Ruth created group "Garden: plans"',
        '04/11/2024, 08:01 - Ruth: hi',
        '04/11/2024, 08:02 - Ruth changed the subject from "Garden: plans" to “Garden: autumn”',
        '04/11/2024, 08:03 - Ruth: Missed voice call',
      ),
    ).toEqual(['hi']);
  });

  it('are known on iOS by the mark before them and the people they name', () => {
    expect(
      bodies(
        `[04/11/2024, 08:00:00] Garden: ${LRM}Ruth added you`,
        '[04/11/2024, 08:01:00] Ruth: hi',
        `[04/11/2024, 08:01:30] Ruth: ${LRM}Your security code with Ruth changed.`,
        `[04/11/2024, 08:02:00] Ruth: ${LRM}POLL:\n${LRM}Cake or pie?`,
      ),
    ).toEqual(['hi', `POLL:\n${LRM}Cake or pie?`]);
  });

  it('make a chat of two writers a group when they say so', () => {
    const two = ['04/11/2024, 08:01 - Ruth: hi', '04/11/2024, 08:02 - Cem: hello'];
    expect(parse(...two).kind).toBe('one_to_one');
    expect(parse('04/11/2024, 08:00 - Ruth created group "x"', ...two)).toMatchObject({
      kind: 'group',
      participants: 3,
    });
  });
});

describe('dates', () => {
  it.each([
    ['1/9/24, 9:05 AM - Dana: US form without a day above 12', '2024-1-9 9:5'],
    ['01/09/2024, 9:05 am - Dana: Australian form', '2024-9-1 9:5'],
    ['2024-01-09, 12:05 a.m. - Dana: Canadian form', '2024-1-9 0:5'],
    ['9.1.24 um 21:05 - Dana: older German form', '2024-1-9 21:5'],
    ['09/01/2024 à 21:05 - Dana: older French form', '2024-1-9 21:5'],
    ['2024年1月9日 下午9:05 - Dana: Chinese form', '2024-1-9 21:5'],
    ['٠٩\u200f/٠١\u200f/٢٠٢٤ ٩:٠٥ م - Dana: Arabic digits', '2024-1-9 21:5'],
    ['9/1/2567 21:05 - Dana: Buddhist year', '2024-1-9 21:5'],
  ])('%s', (line, expected) => {
    expect(dayOf(line)).toBe(expected);
  });
});

describe('files that are no chats', () => {
  it.each([
    ['just some words'],
    ['name;date\nAnn;2024-01-05'],
    ['2024-01-05 nothing'],
    ['05/01/2024, 10:12 - Ann joined'],
  ])('%s', (text) => {
    expect(() => parseWhatsApp(text, 'file.txt')).toThrow(ProblemError);
  });

  it('never end in anything but a chat or a problem', () => {
    const piece = fc.constantFrom(
      '05/01/2024',
      '[',
      ']',
      ', ',
      '10:12',
      ' - ',
      ': ',
      'Ann',
      '\n',
      LRM,
      '<',
      '>',
      '"',
      '١',
      '年',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          expect(parseWhatsApp(pieces.join(''), 'x').messages.length).toBeGreaterThan(0);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ProblemError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('withoutEditedNote', () => {
  it('takes off a known note only', () => {
    expect(withoutEditedNote(`later ${LRM}<This message was edited>`)).toBe('later');
    expect(withoutEditedNote('later <so to say>')).toBe('later <so to say>');
  });
});
