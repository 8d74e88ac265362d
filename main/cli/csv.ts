/** What a spreadsheet would take for a formula when it begins a cell. */
const FORMULA_START = /^[=+\-@\t\r]/u;

/**
 * One line of CSV (RFC 4180), without the line end. Text that a spreadsheet would run as a formula gets a leading
 * apostrophe, the usual way to make it plain text; numbers stay as they are.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map((cell) => (typeof cell === 'string' ? quoted(cell) : String(cell ?? ''))).join(',');
}

function quoted(text: string): string {
  const plain = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
