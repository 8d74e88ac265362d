import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieOf, refusalOf, refusedWords, REFUSALS, type Refusal } from './guard.ts';

const ORIGIN = 'http://127.0.0.1:4000';
const GOOD = { host: '127.0.0.1:4000', origin: ORIGIN, 'sec-fetch-site': 'same-origin' };

describe('refusalOf', () => {
  it('lets the own page through', () => {
    expect(refusalOf({ method: 'POST', headers: GOOD }, ORIGIN, true)).toBeNull();
    expect(refusalOf({ method: 'GET', headers: { host: GOOD.host } }, ORIGIN, false)).toBeNull();
  });

  it('refuses every other Host and every other Origin', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== GOOD.host && text !== ORIGIN);
        expect(refusalOf({ method: 'GET', headers: { ...GOOD, host: text } }, ORIGIN, false)).toBe('host');
        expect(refusalOf({ method: 'GET', headers: { ...GOOD, origin: text } }, ORIGIN, false)).toBe('origin');
        fc.pre(!['same-origin', 'none'].includes(text));
        expect(refusalOf({ method: 'GET', headers: { ...GOOD, 'sec-fetch-site': text } }, ORIGIN, false)).toBe(
          'fetch_site',
        );
      }),
    );
  });

  it('wants an Origin where something changes', () => {
    expect(refusalOf({ method: 'POST', headers: { host: GOOD.host } }, ORIGIN, true)).toBe('origin');
    expect(refusalOf({ method: 'POST', headers: {} }, ORIGIN, true)).toBe('host');
  });
});

describe('cookieOf', () => {
  it.each([
    ['quintet-4000=a', 'a'],
    ['x=1; quintet-4000=a=b; y=2', 'a=b'],
    ['quintet-4000=', ''],
    ['quintet-40000=a', null],
    ['quintet-4000=a; quintet-4000=b', null],
    ['', null],
  ])('%s → %j', (cookie, value) => {
    expect(cookieOf({ cookie }, 'quintet-4000')).toBe(value);
  });

  it('is null without cookies', () => {
    expect(cookieOf({}, 'quintet-4000')).toBeNull();
  });
});

describe('what was turned away, in words', () => {
  const none = Object.fromEntries(REFUSALS.map((reason) => [reason, 0])) as Record<Refusal, number>;

  it('is nothing when nothing was', () => {
    expect(refusedWords(none)).toBeNull();
  });

  it('names the number and every reason', () => {
    expect(refusedWords({ ...none, credentials: 1 })).toBe('1 request was turned away: 1 without valid credentials.');
    const all = refusedWords(Object.fromEntries(REFUSALS.map((reason, at) => [reason, at + 1])) as typeof none);
    expect(all).toMatch(/^45 requests were turned away: 1 for another host name, /u);
    expect(all?.split(',')).toHaveLength(REFUSALS.length);
  });
});
