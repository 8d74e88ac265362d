import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

/** Reads one RFC 4180 line back; independent of the writer. */
function parseCsv(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let inside = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (inside && character === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') inside = !inside;
    else if (character === ',' && !inside) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}

describe('csvLine', () => {
  it('reads back as the same cells, apart from the apostrophe before formulas', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const expected = cells.map((cell) => (/^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell));
        expect(parseCsv(csvLine(cells))).toEqual(expected);
      }),
    );
  });

  it('never lets a text cell begin as a formula', () => {
    expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])).toBe(`'=1+1,'+1,'-1,'@SUM(A1),'\t=1,"'\r=1"`);
  });

  it('writes numbers as numbers and null as nothing', () => {
    expect(csvLine([-5, 0, null, 'a'])).toBe('-5,0,,a');
  });
});
