const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size for a person, in decimal units: `812 B`, `4.2 kB`, `1.3 MB`. */
export function byteWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}
