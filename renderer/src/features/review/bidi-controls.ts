/**
 * Characters that reorder the text around them and can make a message read as what it is not, with the short names
 * Unicode gives them (UAX #9, section 2).
 */
const CONTROLS = {
  '\u061C': 'ALM',
  '\u200E': 'LRM',
  '\u200F': 'RLM',
  '\u202A': 'LRE',
  '\u202B': 'RLE',
  '\u202C': 'PDF',
  '\u202D': 'LRO',
  '\u202E': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
} as const;

export type BidiControl = (typeof CONTROLS)[keyof typeof CONTROLS];

/** A piece of a text: characters to show as they are, or one control to show as its name. */
export type TextPiece = { readonly text: string } | { readonly control: BidiControl };

function isControl(character: string): character is keyof typeof CONTROLS {
  return Object.hasOwn(CONTROLS, character);
}

/** Takes a text apart at its bidirectional controls. No piece of text holds one, and nothing else is changed. */
export function splitAtBidiControls(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let plain = '';
  for (const character of text) {
    if (!isControl(character)) {
      plain += character;
      continue;
    }
    if (plain !== '') pieces.push({ text: plain });
    plain = '';
    pieces.push({ control: CONTROLS[character] });
  }
  if (plain !== '') pieces.push({ text: plain });
  return pieces;
}
