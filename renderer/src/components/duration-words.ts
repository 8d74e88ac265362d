import type { IntlShape } from 'react-intl';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the largest unit that tells something: `38 s`, `9 min`, `1 h 12 min`, `3 days`. */
export function durationWords(intl: IntlShape, milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return intl.formatMessage({ id: 'duration.seconds' }, { n: Math.round(ms / 1000) });
  if (ms < HOUR) return intl.formatMessage({ id: 'duration.minutes' }, { n: Math.floor(ms / MINUTE) });
  if (ms < 2 * DAY) {
    const h = Math.floor(ms / HOUR);
    const m = Math.floor((ms % HOUR) / MINUTE);
    if (m === 0 || h >= 10) return intl.formatMessage({ id: 'duration.hours' }, { n: h });
    return intl.formatMessage({ id: 'duration.hoursMinutes' }, { h, m });
  }
  return intl.formatMessage({ id: 'duration.days' }, { n: Math.floor(ms / DAY) });
}

/** Hands-on time in a column: `38 s` below a minute, `1:14` above. */
export function handsOnWords(intl: IntlShape, milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return intl.formatMessage({ id: 'duration.seconds' }, { n: seconds });
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
