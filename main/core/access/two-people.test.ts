import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogPageRow } from '../../db/queries/log.ts';
import type { Gift } from './ancestry.ts';
import type { Person } from './people.ts';
import { OWN_AGAIN_DAYS, requireAnotherPerson, type PeopleRecord } from './two-people.ts';

const HOUR = 60 * 60 * 1000;
const SPAN = OWN_AGAIN_DAYS * 24 * HOUR;
const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as const;
const RUNS = { numRuns: 500 };

interface LoggedGift extends Gift {
  readonly kind: 'user.added' | 'user.passphrase';
}

function personOf(id: string): Person {
  return { id, role: 'admin', grants: [], disabled: false, initialPassphrase: false, addedAt: '', signedInAt: null };
}

function rowOf({ kind, giver, user, at: ms }: LoggedGift, index: number): LogPageRow {
  const at = new Date(ms).toISOString();
  const none = { caseId: null, policy: null, finding: null, action: null, label: null, band: null, handsOnMs: null };
  const event: LogPageRow['event'] =
    kind === 'user.added'
      ? { kind, user, role: 'admin', grants: [] }
      : { kind, user, by: giver === user ? 'self' : 'admin' };
  return { columns: { index, at, kind, actor: giver, ...none }, event };
}

/** A workspace as far as its log says who gave whom an account. */
function recordOf(gifts: readonly LoggedGift[]): PeopleRecord {
  const rows = gifts.map(rowOf);
  return {
    info: { sample: false },
    people: () => Promise.resolve(PEOPLE.map(personOf)),
    log: {
      exportRows: async function* ({ kind }) {
        yield* await Promise.resolve(rows.filter(({ columns }) => columns.kind === kind));
      },
    },
  };
}

async function passes(gifts: readonly LoggedGift[], approver: string, before: readonly string[]): Promise<boolean> {
  try {
    await requireAnotherPerson(recordOf(gifts), personOf(approver), before, NOW);
    return true;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'TWO_PERSON' });
    return false;
  }
}

const gift: fc.Arbitrary<LoggedGift> = fc.record({
  kind: fc.constantFrom('user.added' as const, 'user.passphrase' as const),
  giver: fc.constantFrom(...PEOPLE),
  user: fc.constantFrom(...PEOPLE),
  // Up to three spans ago, and a little ahead: clocks are set back.
  at: fc.integer({ min: -3 * 7 * 24, max: 12 }).map((hours) => NOW + hours * HOUR),
});
const two = fc.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 2, maxLength: 2 });

/**
 * Everybody from whom a row of gifts leads to an account, each less than a span before all that come after it: every
 * account with every time at which it matters, until nothing is added any more.
 */
function hands(account: string, gifts: readonly LoggedGift[]): Set<string> {
  const held = new Map([[`${account} ${NOW}`, { account, until: NOW }]]);
  // A map is walked over what is added to it meanwhile, too.
  for (const { account: of, until } of held.values())
    for (const { giver, user, at } of gifts) {
      const before = Math.min(until, at);
      if (user === of && giver !== user && until - at < SPAN)
        held.set(`${giver} ${before}`, { account: giver, until: before });
    }
  return new Set(Array.from(held.values(), ({ account: one }) => one));
}

describe('an approval', () => {
  it('passes only when nobody could be behind both accounts, whoever added or reset whom', async () => {
    const outcomes = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(fc.array(gift, { maxLength: 12 }), two, async (gifts, [approver = '', proposer = '']) => {
        const passed = await passes(gifts, approver, [proposer]);
        outcomes.add(passed);
        const behind = hands(approver, gifts);
        expect(passed).toBe([...hands(proposer, gifts)].every((one) => !behind.has(one)));
      }),
      RUNS,
    );
    expect(outcomes.size).toBe(2);
  });

  it('is as good in either direction, and one more gift never makes it better', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(gift, { maxLength: 12 }), gift, two, async (gifts, more, [one = '', other = '']) => {
        const passed = await passes(gifts, one, [other]);
        expect(await passes(gifts, other, [one])).toBe(passed);
        if (!passed) expect(await passes([...gifts, more], one, [other])).toBe(false);
      }),
      RUNS,
    );
  });

  it('is never given by the last of a row of puppets to any before it', async () => {
    const waits = fc.array(fc.integer({ min: 0, max: SPAN - 1 }), { minLength: 1, maxLength: PEOPLE.length - 1 });
    await fc.assert(
      fc.asyncProperty(waits, async (between) => {
        let at = NOW;
        const gifts: LoggedGift[] = [];
        for (let made = between.length; made > 0; made -= 1) {
          at -= between[made - 1] ?? 0;
          gifts.unshift({ kind: 'user.added', giver: PEOPLE[made - 1] ?? '', user: PEOPLE[made] ?? '', at });
        }
        const last = PEOPLE[between.length] ?? '';
        for (const one of PEOPLE.slice(0, between.length)) expect(await passes(gifts, last, [one])).toBe(false);
      }),
      RUNS,
    );
  });

  it('is good again when the days have passed, and what the program did or somebody did themselves never counts', async () => {
    const given = { kind: 'user.added', giver: 'a', user: 'b', at: NOW - SPAN } as const;
    expect(await passes([given], 'b', ['a'])).toBe(true);
    expect(await passes([{ ...given, at: given.at + 1 }], 'b', ['a'])).toBe(false);
    const made = PEOPLE.map((user): LoggedGift => ({ kind: 'user.added', giver: 'quintet', user, at: NOW }));
    const own = PEOPLE.map((user): LoggedGift => ({ kind: 'user.passphrase', giver: user, user, at: NOW }));
    expect(await passes([...made, ...own], 'b', ['a', 'c'])).toBe(true);
  });

  it('names whose account it leads back to', async () => {
    const gifts: LoggedGift[] = [
      { kind: 'user.added', giver: 'a', user: 'b', at: NOW - 2 * HOUR },
      { kind: 'user.passphrase', giver: 'a', user: 'c', at: NOW - HOUR },
    ];
    await expect(requireAnotherPerson(recordOf(gifts), personOf('c'), ['b'], NOW)).rejects.toThrow(
      'b and c had an account or a passphrase from a,',
    );
  });
});
