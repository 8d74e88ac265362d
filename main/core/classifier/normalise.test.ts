import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMAIL, foldCharacters, LINK, MAX_CHARACTERS, MAX_TOKENS, MAX_WORD, MENTION, normalise } from './normalise.ts';

/** Any UTF-16 text, lone surrogates included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('a', 'A', '4', '@', '$', '*', '.', '-', ' ', '!', 'і', 'ο', '\u200b', '😀'),
    maxLength: 80,
  }),
);

describe('normalise', () => {
  it.each([
    ['upper case', 'IDIOT'],
    ['a repeated letter', 'idiottttt', 'idiott'],
    ['leet digits', '1d10t'],
    ['leet symbols', '1d!ot'],
    ['spaces between letters', 'i d i o t'],
    ['dots between letters', 'i.d.i.o.t'],
    ['stars between letters', 'i*d*i*o*t'],
    ['slashes between letters', 'i/d/i/o/t'],
    ['zero-width characters', 'id\u200bi\u2060o\ufefft'],
    ['a soft hyphen', 'idi\u00adot'],
    ['Cyrillic look-alikes', 'іdiоt'],
    ['Greek look-alikes', 'idiοt'],
    ['full-width letters', 'ｉｄｉｏｔ'],
    ['mathematical letters', '𝐢𝐝𝐢𝐨𝐭'],
    ['accents', 'îdïót'],
    ['stacked marks', 'i\u0336d\u0336i\u0336o\u0336t\u0336'],
  ])('undoes %s', (_, text, result = 'idiot') => {
    expect(normalise(text)).toEqual([result]);
  });

  it('keeps genuine words apart and whole', () => {
    expect(normalise("Don't be well-known, please")).toEqual(['dont', 'be', 'well', 'known', ',', 'please']);
    expect(normalise('мир')).toEqual(['мир']);
    expect(normalise('你好 नमस्ते')).toEqual(['你好', 'नमस्ते']);
  });

  it('reads no link, address, mention or number digits', () => {
    expect(normalise('https://a.example/x www.b.example c.example/d')).toEqual([LINK, LINK, LINK]);
    expect(normalise('a.b@c.example @someone')).toEqual([EMAIL, MENTION]);
    expect(normalise('4111111111111111')).toEqual(normalise('5500000000000004'));
  });

  it('takes "@ss" as letters, not as a mention', () => {
    expect(normalise('@ss')).toEqual(['ass']);
  });

  it.each(['', '   ', '\n\t', '\u200b\u200d\ufeff', '\ud800', '\udfff\ud800'])('finds nothing in %j', (text) => {
    expect(normalise(text)).toEqual([]);
  });

  it('keeps each emoji', () => {
    expect(normalise('😀😀🔪')).toEqual(['😀', '😀', '🔪']);
  });

  it('reads the beginning and the end of a very long text', () => {
    const tokens = normalise(`first ${'x '.repeat(100_000)} last`);
    expect(tokens.length).toBeLessThanOrEqual(MAX_TOKENS);
    expect(tokens[0]).toBe('first');
    expect(foldCharacters(`first ${'-'.repeat(100_000)} last`)).toMatch(/^first .* last$/u);
  });

  it('never throws and stays within its bounds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = normalise(text);
        expect(tokens.length).toBeLessThanOrEqual(MAX_TOKENS);
        for (const token of tokens) {
          expect(token.length).toBeGreaterThan(0);
          expect(token.length).toBeLessThanOrEqual(MAX_WORD);
          expect(token).not.toMatch(/\s/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('folds characters once and for all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = foldCharacters(text);
        expect(foldCharacters(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(MAX_CHARACTERS);
        expect(once.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no notice of case and invisible characters anywhere in a text of letters', () => {
    const word = fc.stringMatching(/^[a-z]{2,12}$/u);
    fc.assert(
      fc.property(
        word,
        fc.nat(12),
        fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufe0f', '\u202e'),
        (text, at, mark) => {
          expect(normalise(text.slice(0, at) + mark + text.slice(at).toUpperCase())).toEqual(normalise(text));
        },
      ),
    );
  });
});
