import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MethodName } from '../../../common/contract.ts';
import type { LogDraft } from '../../../common/domain/log.ts';
import { Refusals, REFUSALS_EVERY_MS } from './refusals.ts';

const START = Date.UTC(2026, 0, 5);

function counting() {
  const entries: LogDraft[] = [];
  const problems: string[] = [];
  const world = { now: START, broken: false };
  const refusals = new Refusals({
    append: (entry) => {
      if (world.broken) return Promise.reject(new Error('disk full'));
      entries.push(entry);
      return Promise.resolve();
    },
    now: () => world.now,
    problem: (name) => problems.push(name),
  });
  const counts = () =>
    entries.map(({ actor, event }) => (event.kind === 'access.refused' ? [actor, event.method, event.count] : null));
  return { refusals, entries, problems, world, counts };
}

describe('refused calls in the log', () => {
  it('are written at once the first time, and then counted until a minute has passed', async () => {
    const { refusals, entries, world, counts } = counting();
    for (let n = 0; n < 5; n += 1) await refusals.note('mod-01', 'people.add');
    expect(entries).toEqual([
      {
        at: '2026-01-05T00:00:00.000Z',
        actor: 'mod-01',
        event: { kind: 'access.refused', method: 'people.add', count: 1 },
      },
    ]);
    world.now += REFUSALS_EVERY_MS - 1;
    await refusals.flushDue();
    expect(entries).toHaveLength(1);
    world.now += 1;
    await refusals.note('mod-01', 'people.add');
    expect(counts()).toEqual([
      ['mod-01', 'people.add', 1],
      ['mod-01', 'people.add', 5],
    ]);
  });

  it('are counted for each person and each procedure by itself', async () => {
    const { refusals, counts } = counting();
    await refusals.note('mod-01', 'people.add');
    await refusals.note('mod-01', 'keys.propose');
    await refusals.note('mod-02', 'people.add');
    expect(counts()).toEqual([
      ['mod-01', 'people.add', 1],
      ['mod-01', 'keys.propose', 1],
      ['mod-02', 'people.add', 1],
    ]);
  });

  it('that nobody repeats are written after the minute, and before the log is closed', async () => {
    const { refusals, world, counts } = counting();
    for (let n = 0; n < 3; n += 1) await refusals.note('mod-01', 'people.add');
    world.now += REFUSALS_EVERY_MS;
    await refusals.flushDue();
    expect(counts().at(-1)).toEqual(['mod-01', 'people.add', 2]);
    await refusals.note('mod-01', 'people.add');
    await refusals.flushAll();
    await refusals.flushAll();
    expect(counts().slice(2)).toEqual([['mod-01', 'people.add', 1]]);
  });

  it('that could not be written are said of and count in the next entry', async () => {
    const { refusals, problems, world, counts } = counting();
    world.broken = true;
    await refusals.note('mod-01', 'people.add');
    expect(problems).toEqual(['entry of refused calls']);
    world.broken = false;
    world.now += REFUSALS_EVERY_MS;
    await refusals.note('mod-01', 'people.add');
    expect(counts()).toEqual([['mod-01', 'people.add', 2]]);
  });

  it('none is lost and none is counted twice, in at most one entry a minute', async () => {
    const step = fc.record({
      person: fc.constantFrom('mod-01', 'mod-02'),
      method: fc.constantFrom<MethodName>('people.add', 'keys.list'),
      wait: fc.integer({ min: 0, max: REFUSALS_EVERY_MS + 10 }),
      then: fc.constantFrom('note', 'note', 'note', 'flush', 'break', 'mend'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { refusals, entries, world } = counting();
        const noted = new Map<string, number>();
        for (const { person, method, wait, then } of steps) {
          world.now += wait;
          if (then === 'flush') await refusals.flushDue();
          else if (then !== 'note') world.broken = then === 'break';
          else {
            noted.set(`${person} ${method}`, (noted.get(`${person} ${method}`) ?? 0) + 1);
            await refusals.note(person, method);
          }
        }
        const last = new Map<string, number>();
        for (const { at, actor, event } of entries) {
          if (event.kind !== 'access.refused') continue;
          const key = `${actor} ${event.method}`;
          expect(Date.parse(at) - (last.get(key) ?? -Infinity)).toBeGreaterThanOrEqual(REFUSALS_EVERY_MS);
          last.set(key, Date.parse(at));
        }
        world.broken = false;
        await refusals.flushAll();
        const written = new Map<string, number>();
        for (const { actor, event } of entries) {
          if (event.kind !== 'access.refused') continue;
          const key = `${actor} ${event.method}`;
          written.set(key, (written.get(key) ?? 0) + event.count);
        }
        expect([...written].sort()).toEqual([...noted].sort());
      }),
    );
  });
});
