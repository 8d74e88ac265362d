/** Letters of other scripts that are drawn like a Latin letter, lower case, after compatibility decomposition. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  // Cyrillic
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  н: 'h',
  і: 'i',
  ӏ: 'l',
  ј: 'j',
  к: 'k',
  м: 'm',
  п: 'n',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  // Greek
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ω: 'w',
  // Latin and phonetic letters without a decomposition
  ı: 'i',
  ɩ: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ɑ: 'a',
  ɡ: 'g',
  ᴀ: 'a',
  ʙ: 'b',
  ᴄ: 'c',
  ᴅ: 'd',
  ᴇ: 'e',
  ɢ: 'g',
  ʜ: 'h',
  ɪ: 'i',
  ᴊ: 'j',
  ᴋ: 'k',
  ʟ: 'l',
  ᴍ: 'm',
  ɴ: 'n',
  ᴏ: 'o',
  ᴘ: 'p',
  ʀ: 'r',
  ꜱ: 's',
  ᴛ: 't',
  ᴜ: 'u',
  ᴠ: 'v',
  ᴡ: 'w',
  ʏ: 'y',
  ᴢ: 'z',
};

const OTHER_SCRIPT = /[\u0370-\u052f]/u;
const OTHER_SCRIPT_LETTERS = /[\u0370-\u052f]/gu;
const LATIN_OR_DIGIT = /[a-z0-9]/u;
const LATIN_LOOK_ALIKES = /[ıɩłøđðħŧßæœþɑɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ]/gu;

function lookAlike(letter: string): string {
  return LOOK_ALIKES[letter] ?? letter;
}

/**
 * Replaces look-alike letters in one chunk of lower-case text. Cyrillic and Greek letters are replaced only where the
 * chunk also has a Latin letter or digit, or where every one of them has a Latin twin: genuine Russian or Greek words
 * mostly keep their letters.
 */
export function foldLookAlikes(chunk: string): string {
  const folded = chunk.replaceAll(LATIN_LOOK_ALIKES, lookAlike);
  if (!OTHER_SCRIPT.test(folded)) return folded;
  const mixed = LATIN_OR_DIGIT.test(folded);
  if (!mixed) {
    for (const letter of folded.match(OTHER_SCRIPT_LETTERS) ?? []) if (LOOK_ALIKES[letter] === undefined) return folded;
  }
  return folded.replaceAll(OTHER_SCRIPT_LETTERS, lookAlike);
}
