import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../i18n.ts';
import { dayStart, trustChange, trustProblems, type TrustInput } from './key-input.ts';
import { changeWords, sealingKeys, stateAt, type TeamKey } from './key-words.ts';

const intl = createIntl({ locale: 'en-GB', messages: MESSAGES });
const PUBLIC = `${'A'.repeat(43)}=`;
const GOOD: TrustInput = { name: 'Chatter', keyId: 'ch-1', publicKey: PUBLIC, from: '2026-01-01', to: '2027-01-01' };

describe('dayStart', () => {
  it.each([
    ['2026-12-31', '2026-12-31T00:00:00.000Z'],
    [' 2028-02-29 ', '2028-02-29T00:00:00.000Z'],
    ['2026-02-30', null],
    ['2026-13-01', null],
    ['31.12.2026', null],
    ['', null],
  ])('%s', (typed, at) => {
    expect(dayStart(typed)).toBe(at);
  });
});

describe('trustProblems', () => {
  it('lets a complete key through', () => {
    expect(trustProblems(GOOD, [])).toEqual({});
    expect(trustChange(GOOD, [])).toEqual({
      action: 'trustPlatform',
      keyId: 'ch-1',
      name: 'Chatter',
      publicKey: PUBLIC,
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
    });
  });

  it.each([
    [{ name: ' ' }, { name: 'keys.trust.nameMissing' }],
    [{ keyId: 'a b' }, { keyId: 'keys.trust.idForm' }],
    [{ keyId: 'old' }, { keyId: 'keys.trust.idTaken' }],
    [{ publicKey: 'A'.repeat(44) }, { publicKey: 'keys.trust.publicForm' }],
    [{ publicKey: `${'A'.repeat(42)}B=` }, { publicKey: 'keys.trust.publicForm' }],
    [{ from: 'soon' }, { from: 'keys.trust.date' }],
    [{ to: '2026-01-01' }, { to: 'keys.trust.order' }],
  ])('%o', (wrong, problems) => {
    expect(trustProblems({ ...GOOD, ...wrong }, ['old'])).toEqual(problems);
    expect(trustChange({ ...GOOD, ...wrong }, ['old'])).toBeNull();
  });
});

describe('state of a key', () => {
  const key = (id: string, from: string, to: string, state: TeamKey['state'] = 'active'): TeamKey => ({
    keyId: id,
    publicKey: PUBLIC,
    state,
    notBefore: `${from}T00:00:00.000Z`,
    notAfter: `${to}T00:00:00.000Z`,
    bundles: 0,
  });
  const now = Date.parse('2026-06-01T00:00:00.000Z');

  it.each([
    [key('a', '2026-01-01', '2026-06-02'), 'active'],
    [key('a', '2026-01-01', '2026-06-01'), 'over'],
    [key('a', '2026-06-02', '2027-01-01'), 'later'],
    [key('a', '2026-01-01', '2027-01-01', 'retired'), 'retired'],
    [key('a', '2025-01-01', '2026-01-01', 'destroyed'), 'destroyed'],
  ])('%o is %s', (one, state) => {
    expect(stateAt(one, now)).toBe(state);
  });

  it('names the newest key in force first', () => {
    const team = [
      key('old', '2026-01-01', '2026-07-01'),
      key('retired', '2026-03-01', '2027-01-01', 'retired'),
      key('new', '2026-05-01', '2027-05-01'),
      key('next', '2026-07-01', '2027-07-01'),
    ];
    expect(sealingKeys(team, now).map(({ keyId }) => keyId)).toEqual(['new', 'old']);
  });
});

describe('changeWords', () => {
  it('says what each change does', () => {
    expect(changeWords(intl, { action: 'rotate', validDays: 365, overlapDays: 0 })).toBe(
      'Make a new team key, valid 365 days; the present one is retired at once and then only opens what it sealed.',
    );
    expect(changeWords(intl, { action: 'destroy', keyId: 'team-1' })).toContain('team-1: what only it opens');
    expect(changeWords(intl, { action: 'intakeRules', allowUnsigned: false, maxAgeDays: 30 })).toBe(
      'Refuse reports without proof of origin, and refuse reports older than 30 days.',
    );
    expect(changeWords(intl, trustChange(GOOD, [])!)).toContain('ch-1 of Chatter from 1 Jan 2026 to 1 Jan 2027');
  });
});
