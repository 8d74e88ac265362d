import { describe, expect, it } from 'vitest';
import { needDates } from './message-times.ts';

// Local times, so that the test holds in every time zone.
const at = (day: number, hour: number): Date => new Date(2026, 4, day, hour, 2);
const sent = (...dates: Date[]): string[] => dates.map((date) => date.toISOString());

describe('needDates', () => {
  it('is content with times of day for messages of today', () => {
    expect(needDates(sent(at(11, 0), at(11, 13)), at(11, 23).getTime())).toBe(false);
  });

  it('asks for dates when the messages are from another day', () => {
    expect(needDates(sent(at(10, 13), at(10, 14)), at(11, 9).getTime())).toBe(true);
  });

  it('asks for dates when the messages run over midnight', () => {
    expect(needDates(sent(at(10, 23), at(11, 0)), at(11, 1).getTime())).toBe(true);
  });
});
