/** Reads a whole number from what was typed; null when it is none or lies outside `[least, most]`. */
export function wholeNumber(typed: string, least: number, most: number): number | null {
  const text = typed.trim();
  if (!/^\d{1,9}$/u.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
