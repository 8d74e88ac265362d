const DAY = 24 * 60 * 60 * 1000;
const persian = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
});

/** Year, month and day of the solar Hijri calendar at noon of a UTC day. */
function persianParts(ms: number): readonly [number, number, number] {
  const parts = persian.formatToParts(ms);
  const value = (type: string): number => Number.parseInt(parts.find((part) => part.type === type)?.value ?? '', 10);
  return [value('year'), value('month'), value('day')];
}

/**
 * Converts a date of the solar Hijri calendar, which phones in Persian write, to the common calendar. The runtime only
 * converts the other way, so the day is looked for near the estimate.
 * @returns year, month, day as text; null when there is no such date
 */
export function solarHijriToCommon(year: number, month: number, day: number): readonly [string, string, string] | null {
  const spring = Date.UTC(year + 621, 2, 20, 12);
  const intoYear = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30;
  const estimate = spring + (intoYear + day - 1) * DAY;
  for (let offset = -3; offset <= 3; offset += 1) {
    const candidate = estimate + offset * DAY;
    const [foundYear, foundMonth, foundDay] = persianParts(candidate);
    if (foundYear !== year || foundMonth !== month || foundDay !== day) continue;
    const date = new Date(candidate);
    return [String(date.getUTCFullYear()), String(date.getUTCMonth() + 1), String(date.getUTCDate())];
  }
  return null;
}
