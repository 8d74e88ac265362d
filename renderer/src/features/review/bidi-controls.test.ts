import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAtBidiControls } from './bidi-controls.ts';

const CONTROLS = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(
  (point) => String.fromCodePoint(point),
);
const control = fc.constantFrom(...CONTROLS);
const mixed = fc.array(fc.oneof(fc.string({ unit: 'binary' }), control)).map((parts) => parts.join(''));

function withoutControls(text: string): string {
  return CONTROLS.reduce((rest, character) => rest.replaceAll(character, ''), text);
}

describe('splitAtBidiControls', () => {
  it('leaves a text without controls as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).map(withoutControls), (text) => {
        expect(splitAtBidiControls(text)).toEqual(text === '' ? [] : [{ text }]);
      }),
    );
  });

  it('lets no control through and loses nothing else', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const pieces = splitAtBidiControls(text);
        const shown = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
        expect(shown).toBe(withoutControls(text));
        expect(pieces.filter((piece) => 'control' in piece)).toHaveLength(
          Array.from(text).filter((character) => CONTROLS.includes(character)).length,
        );
      }),
    );
  });

  it('names an override where it stands', () => {
    expect(splitAtBidiControls('pay \u202Eexe.gpj\u202C now')).toEqual([
      { text: 'pay ' },
      { control: 'RLO' },
      { text: 'exe.gpj' },
      { control: 'PDF' },
      { text: ' now' },
    ]);
  });
});
