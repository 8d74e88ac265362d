import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyChange } from '../../../common/contract/keys.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { PlatformKeyRow, TeamKeyRow } from '../../db/queries/keys.ts';
import type { OpenVault } from './vault.ts';
import type { KeyStore } from './key-store.ts';
import { newTeamKey } from './new-keys.ts';
import { changesOf, teamKeyStateAt } from './rotation.ts';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);
const ENVELOPE = randomBytes(32);

/** Keys held in memory, changed as the database would be. */
class Keys {
  team: TeamKeyRow[] = [newTeamKey(ENVELOPE, START)];
  platforms: PlatformKeyRow[] = [];
  events: LogEvent[] = [];

  apply(change: KeyChange, now: number): string {
    const workspace = { keys: this as unknown as KeyStore, vault: { envelopeKey: ENVELOPE } as unknown as OpenVault };
    try {
      const {
        team = [],
        platforms = [],
        entries,
      } = changesOf(workspace, change, now, (event): LogDraft => {
        return { at: new Date(now).toISOString(), actor: 'admin-02', event };
      });
      this.team = merged(this.team, team);
      this.platforms = merged(this.platforms, platforms);
      this.events.push(...entries.map(({ event }) => event));
      return 'done';
    } catch (thrown) {
      if (thrown instanceof ProblemError) return thrown.code;
      throw thrown;
    }
  }

  activeAt(now: number): TeamKeyRow[] {
    return this.team.filter((key) => teamKeyStateAt(key, now) === 'active');
  }
}

function merged<Row extends { readonly keyId: string }>(before: readonly Row[], changed: readonly Row[]): Row[] {
  const kept = before.map((row) => changed.find(({ keyId }) => keyId === row.keyId) ?? row);
  return [...kept, ...changed.filter(({ keyId }) => !before.some((row) => row.keyId === keyId))];
}

/** One step: hours that pass, and a change that means a team key by its place in the list. */
const steps = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 24 * 40 }),
    action: fc.constantFrom('rotate' as const, 'retire' as const, 'destroy' as const),
    place: fc.nat({ max: 9 }),
    overlapDays: fc.integer({ min: 0, max: 90 }),
    validDays: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 25 },
);

describe('changes of team keys', () => {
  it('hold their rules in any order: nothing comes back, nothing lasts longer, a destroyed key is empty', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const keys = new Keys();
        let now = START;
        for (const { hours, action, place, overlapDays, validDays } of sequence) {
          now += hours * 60 * 60 * 1000;
          const before = keys.team;
          const wasActive = keys.activeAt(now).length;
          const { keyId } = before[place % before.length]!;
          const outcome = keys.apply(action === 'rotate' ? { action, overlapDays, validDays } : { action, keyId }, now);
          const order = { active: 0, retired: 1, destroyed: 2 };
          for (const old of before) {
            const after = keys.team.find((key) => key.keyId === old.keyId)!;
            expect(order[after.state]).toBeGreaterThanOrEqual(order[old.state]);
            expect(after.notAfter).toBeLessThanOrEqual(old.notAfter);
            expect(after.public).toEqual(old.public);
            expect(after.private === null).toBe(after.state === 'destroyed');
          }
          if (outcome !== 'done') expect(keys.team).toEqual(before);
          if (action === 'rotate') expect(keys.activeAt(now).at(-1)?.notBefore).toBe(now);
          if (wasActive > 0) expect(keys.activeAt(now).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not cut a key short that ends before the overlap does', () => {
    const keys = new Keys();
    const end = keys.team[0]!.notAfter;
    keys.apply({ action: 'rotate', validDays: 10, overlapDays: 90 }, end - DAY);
    expect(keys.team[0]!.notAfter).toBe(end);
  });

  it('logs the new key before the ones that end', () => {
    const keys = new Keys();
    keys.apply({ action: 'rotate', validDays: 10, overlapDays: 0 }, START + DAY);
    const [old, fresh] = keys.team;
    expect(keys.events).toEqual([
      {
        kind: 'key.created',
        key: fresh!.keyId,
        notBefore: new Date(START + DAY).toISOString(),
        notAfter: new Date(START + 11 * DAY).toISOString(),
      },
      { kind: 'key.retired', key: old!.keyId, notAfter: new Date(START + DAY).toISOString() },
    ]);
  });

  it('refuses a public key that is 32 bytes only when it is read loosely', () => {
    const keys = new Keys();
    const canonical = Buffer.alloc(32, 255).toString('base64');
    const platform = {
      action: 'trustPlatform' as const,
      keyId: 'p',
      name: 'P',
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
    };
    const loose = `${canonical.slice(0, 42)}9=`;
    expect(Buffer.from(loose, 'base64')).toHaveLength(32);
    expect(keys.apply({ ...platform, publicKey: loose }, START)).toBe('BAD_INPUT');
    expect(keys.apply({ ...platform, publicKey: canonical }, START)).toBe('done');
  });
});
