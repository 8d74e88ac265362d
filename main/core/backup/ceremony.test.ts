import { identityToRecipient } from 'age-encryption';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { groupsOf, newRecoveryKey, parseIdentity, parseRecipient } from './age-file.ts';
import { Ceremonies, type BegunCeremony } from './ceremony.ts';

const MINUTE = 60_000;

function answersTo({ groups, ask }: BegunCeremony): string[] {
  return ask.map((position) => groups[position - 1] ?? '');
}

describe('the recovery ceremony', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows a secret whose groups join to it, and asks for three that differ between keys', async () => {
    const begun = await new Ceremonies(Date.now).begin('window');
    expect(begun.groups.join('')).toBe(begun.secret);
    expect(await identityToRecipient(begun.secret)).toBe(begun.recipient);
    expect(new Set(begun.ask).size).toBe(3);
    for (const position of begun.ask) {
      expect(position).toBeGreaterThan(1);
      expect(position).toBeLessThanOrEqual(begun.groups.length);
    }
  });

  it('takes what was written down, in small letters and with blanks too', async () => {
    const ceremonies = new Ceremonies(Date.now);
    const begun = await ceremonies.begin('window');
    const answers = answersTo(begun).map((answer) => ` ${answer.toLowerCase().slice(0, 2)} ${answer.slice(2)} `);
    expect(ceremonies.check('window', begun.ceremony, answers)).toBe(begun.recipient);
  });

  it('refuses wrong, swapped, too few and too many answers, and gives the key up after three', async () => {
    const ceremonies = new Ceremonies(Date.now);
    const begun = await ceremonies.begin('window');
    const right = answersTo(begun);
    const wrong = [right.toReversed(), right.slice(1), [...right, 'MORE00']];
    for (const answers of wrong)
      expect(() => ceremonies.check('window', begun.ceremony, answers)).toThrow(
        expect.objectContaining({ code: 'CEREMONY_WRONG' }),
      );
    expect(ceremonies.waits(begun.ceremony)).toBe(false);
    expect(() => ceremonies.check('window', begun.ceremony, right)).toThrow(/given up/u);
  });

  it('belongs to the window where it was begun, and is forgotten with it', async () => {
    const ceremonies = new Ceremonies(Date.now);
    const begun = await ceremonies.begin('one');
    expect(() => ceremonies.check('two', begun.ceremony, answersTo(begun))).toThrow(/given up/u);
    ceremonies.forget('two');
    expect(ceremonies.waits(begun.ceremony)).toBe(true);
    ceremonies.forget('one');
    expect(() => ceremonies.check('one', begun.ceremony, answersTo(begun))).toThrow(/given up/u);
  });

  it('waits a quarter of an hour, and a new one at the same window ends it', async () => {
    vi.useFakeTimers();
    const ceremonies = new Ceremonies(Date.now);
    const first = await ceremonies.begin('window');
    vi.advanceTimersByTime(15 * MINUTE - 1);
    expect(ceremonies.waits(first.ceremony)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(ceremonies.waits(first.ceremony)).toBe(false);
    const second = await ceremonies.begin('window');
    const third = await ceremonies.begin('window');
    expect(ceremonies.waits(second.ceremony)).toBe(false);
    expect(ceremonies.check('window', third.ceremony, answersTo(third))).toBe(third.recipient);
  });
});

describe('keys as people type them', () => {
  it('reads an identity file, and a secret in groups', async () => {
    const key = await newRecoveryKey();
    expect(await parseIdentity(`# created: now\n# public key: ${key.recipient}\n${key.secret}\n`)).toEqual(key);
    expect(await parseIdentity(groupsOf(key.secret).join(' ').toLowerCase())).toEqual(key);
  });

  it('finds any single mistyped character', async () => {
    const { secret } = await newRecoveryKey();
    for (let at = 16; at < secret.length; at += 1) {
      const other = secret[at] === 'Q' ? 'P' : 'Q';
      await expect(parseIdentity(secret.slice(0, at) + other + secret.slice(at + 1))).rejects.toMatchObject({
        code: 'IDENTITY_WRONG',
      });
    }
    for (const text of ['', 'AGE-SECRET-KEY-1', `${secret}A`, `${secret}\n${secret}`])
      await expect(parseIdentity(text)).rejects.toMatchObject({ code: 'IDENTITY_WRONG' });
  });

  it('takes X25519 recipients only', async () => {
    const { recipient } = await newRecoveryKey();
    expect(parseRecipient(` ${recipient.toUpperCase()} `)).toBe(recipient);
    const mistyped = recipient.slice(0, -1) + (recipient.endsWith('q') ? 'p' : 'q');
    for (const text of ['', 'age1', mistyped, 'ssh-ed25519 AAAA', `age1pq1${'q'.repeat(58)}`])
      expect(() => parseRecipient(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
