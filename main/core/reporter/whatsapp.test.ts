import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../common/errors.ts';
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
