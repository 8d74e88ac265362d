/** What a text of JSON says beyond its values: facts that `JSON.parse` swallows. */
export interface JsonFacts {
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Whether any object names a member twice, compared after decoding escapes. */
  readonly duplicateKey: boolean;
}

interface Level {
  /** Member names seen so far; null for an array. */
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

/**
 * Reads nesting and duplicate names in one pass without recursion. Grammar is left to `JSON.parse`: on text that is
 * not JSON the answer means nothing, but the scan still ends and never throws.
 * @param stopAtDepth the scan ends as soon as nesting is deeper than this
 */
export function scanJson(text: string, stopAtDepth: number): JsonFacts {
  const levels: Level[] = [];
  let depth = 0;
  let duplicateKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '{' || character === '[') {
      levels.push({ keys: character === '{' ? new Set() : null, expectsKey: character === '{' });
      depth = Math.max(depth, levels.length);
      if (depth > stopAtDepth) break;
    } else if (character === '}' || character === ']') {
      levels.pop();
    } else if (character === ',' && level?.keys) {
      level.expectsKey = true;
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (level?.keys && level.expectsKey) {
        const key = decodeKey(text.slice(at, end + 1));
        if (level.keys.has(key)) duplicateKey = true;
        level.keys.add(key);
        level.expectsKey = false;
      }
      at = end;
    }
  }
  return { depth, duplicateKey };
}

/** Index of the closing quotation mark of the string that opens at `start`; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function decodeKey(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
