import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { Lease, Role, Stage } from '../../../main/core/queue/port.ts';
import { received, stored } from './queue-contract-entries.ts';
import type { QueueUnderTest } from './queue-contract.ts';

const AT = '2026-01-02T03:04:05.678Z';
const LEASE_MS = 60_000;
const GRACE_MS = 10_000;
const MAX_ATTEMPTS = 5;
const POLICIES: readonly PolicyCode[] = ['HATE', 'SPAM', 'THREAT'];

type State = 'open' | 'settling' | 'decided' | 'dead';

interface ModelCase {
  readonly caseId: string;
  readonly order: number;
  policy: PolicyCode;
  priority: number;
  stage: Stage;
  minRole: Role;
  state: State;
  visibleAt: number;
  attempts: number;
  token: string | null;
  settlesAt: number;
  readonly seenBy: Set<string>;
}

/** What the queue should do, in a few lines of plain state: no SQL, no indexes, time counted from zero. */
export class QueueModel {
  readonly cases: ModelCase[] = [];
  /** Every lease ever handed out, also those that have ended: stale ones are used as well. */
  readonly leases: Lease[] = [];
  now = 0;
  logged = 0;

  next(stage: Stage, role: Role, policies: readonly PolicyCode[] | null, seenBy: string | null): ModelCase | null {
    for (const item of this.cases)
      if (item.state === 'open' && item.attempts >= MAX_ATTEMPTS && item.visibleAt <= this.now) {
        item.state = 'dead';
        item.token = null;
        this.logged += 1;
      }
    const ready = this.cases.filter(
      (item) =>
        item.state === 'open' &&
        item.stage === stage &&
        item.visibleAt <= this.now &&
        (item.minRole === 'moderator' || role === 'lead') &&
        (policies === null || policies.includes(item.policy)) &&
        (seenBy === null || !item.seenBy.has(seenBy)),
    );
    ready.sort((a, b) => b.priority - a.priority || a.order - b.order);
    return ready[0] ?? null;
  }

  held(lease: Lease): ModelCase | null {
    const item = this.cases.find(({ caseId }) => caseId === lease.caseId);
    return item?.state === 'open' && item.token === lease.token && item.visibleAt > this.now ? item : null;
  }
}

type QueueCommand = fc.AsyncCommand<QueueModel, QueueUnderTest>;

function command(
  text: string,
  run: (model: QueueModel, real: QueueUnderTest) => Promise<void>,
  check: (model: QueueModel) => boolean = () => true,
): QueueCommand {
  return { check, run, toString: () => text };
}

const draft = (event: LogEvent): LogDraft => ({ at: AT, actor: 'mod-01', event });

function onLease(
  name: string,
  pick: number,
  act: (real: QueueUnderTest, lease: Lease) => Promise<object>,
  effect: (item: ModelCase, model: QueueModel, result: object, real: QueueUnderTest) => void,
): QueueCommand {
  return command(
    `${name}(lease ${pick})`,
    async (model, real) => {
      const lease = model.leases.at(-1 - (pick % model.leases.length))!;
      const expected = model.held(lease);
      const result = await act(real, lease);
      if (expected === null) {
        expect(result).toEqual({ lost: true });
        return;
      }
      expect(result).not.toHaveProperty('lost');
      effect(expected, model, result, real);
    },
    (model) => model.leases.length > 0,
  );
}

const enqueueCommand = (policy: PolicyCode, priority: number): QueueCommand =>
  command(`enqueue(${policy}, ${priority})`, async (model, real) => {
    const caseId = randomUUID();
    const entry = received(caseId, caseId);
    expect(await real.queue.enqueue(stored(caseId), { policy, priority }, entry)).toBe('queued');
    const order = model.cases.length;
    model.cases.push({
      caseId,
      order,
      policy,
      priority,
      stage: 'intake',
      minRole: 'moderator',
      state: 'open',
      visibleAt: 0,
      attempts: 0,
      token: null,
      settlesAt: 0,
      seenBy: new Set(),
    });
    model.logged += 1;
  });

const claimCommand = (
  stage: Stage,
  role: Role,
  policies: readonly PolicyCode[] | null,
  seenBy: string | null,
  other: boolean,
): QueueCommand =>
  command(`claim(${stage}, ${role}, ${policies?.join('+') ?? 'all'}, ${seenBy ?? '-'})`, async (model, real) => {
    const expected = model.next(stage, role, policies, seenBy);
    const port = other ? await real.other() : real.queue;
    const claimed = await port.claim({
      stage,
      role,
      policies,
      leaseMs: LEASE_MS,
      ...(seenBy === null ? {} : { excludeSeenBy: seenBy }),
    });
    expect(claimed?.caseId ?? null).toBe(expected?.caseId ?? null);
    if (!claimed || !expected) return;
    expected.attempts += 1;
    expected.visibleAt = model.now + LEASE_MS;
    expected.token = claimed.token;
    expect(claimed).toMatchObject({ attempt: expected.attempts, priority: expected.priority, policy: expected.policy });
    model.leases.push({ caseId: claimed.caseId, token: claimed.token });
  });

const undoCommand = (pick: number): QueueCommand =>
  command(
    `undo(lease ${pick})`,
    async (model, real) => {
      const lease = model.leases.at(-1 - (pick % model.leases.length))!;
      const item = model.cases.find(({ caseId }) => caseId === lease.caseId)!;
      const result = await real.queue.undo(
        lease,
        draft({ kind: 'decision.undone', case: lease.caseId, policy: 'HATE' }),
        LEASE_MS,
      );
      if (item.state !== 'settling' || item.token !== lease.token || item.settlesAt <= model.now) {
        expect(result).toEqual({ lost: true });
        return;
      }
      if ('lost' in result) throw new Error('undo should have worked');
      expect(result.attempt).toBe(item.attempts);
      Object.assign(item, { state: 'open', token: result.token, visibleAt: model.now + LEASE_MS });
      model.leases.push({ caseId: result.caseId, token: result.token });
      model.logged += 1;
    },
    (model) => model.leases.length > 0,
  );

const requeueCommand = (pick: number): QueueCommand =>
  command(
    `requeue(case ${pick})`,
    async (model, real) => {
      const item = model.cases[pick % model.cases.length]!;
      const wasDead = item.state === 'dead';
      expect(await real.queue.requeue(item.caseId, draft({ kind: 'case.requeued', case: item.caseId }))).toBe(wasDead);
      if (!wasDead) return;
      Object.assign(item, { state: 'open', attempts: 0, visibleAt: 0, token: null });
      model.logged += 1;
    },
    (model) => model.cases.length > 0,
  );

const settleCommand = command('settle', async (model, real) => {
  const due = model.cases.filter((item) => item.state === 'settling' && item.settlesAt <= model.now);
  expect((await real.queue.settle()).settled).toBe(due.length);
  for (const item of due) Object.assign(item, { state: 'decided', token: null });
  model.logged += due.length;
});

const advanceCommand = (ms: number): QueueCommand =>
  command(`advance(${ms})`, (model, real) => {
    model.now += ms;
    real.advance(ms);
    return Promise.resolve();
  });

/** Compares the counts of the queue and the size of its log with the model. */
const compareCommand = command('compare', async (model, real) => {
  const open = model.cases.filter(({ state }) => state === 'open');
  const leased = open.filter((item) => item.token !== null && item.visibleAt > model.now);
  const rest = open.filter((item) => !leased.includes(item));
  const wornOut = rest.filter((item) => item.attempts >= MAX_ATTEMPTS);
  const usable = rest.filter((item) => item.attempts < MAX_ATTEMPTS);
  const forAll = usable.filter((item) => item.minRole === 'moderator');
  const inState = (state: State): number => model.cases.filter((item) => item.state === state).length;
  expect(await real.queue.stats()).toMatchObject({
    leased: leased.length,
    escalated: usable.length - forAll.length,
    delayed: forAll.filter((item) => item.visibleAt > model.now).length,
    ready: forAll.filter((item) => item.visibleAt <= model.now).length,
    dead: inState('dead') + wornOut.length,
    settling: inState('settling'),
    decided: inState('decided'),
  });
  expect(await real.events()).toHaveLength(model.logged);
});

/** Commands of the state machine: every call of the port, with leases that hold and leases that do not. */
export function queueCommands(): fc.Arbitrary<QueueCommand>[] {
  // Mostly the newest lease, which holds; now and then an old one, which should not.
  const pick = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 9 }) });
  const policy = fc.constantFrom(...POLICIES);
  const priority = fc.integer({ min: 0, max: 9 });
  const stage = fc.constantFrom<Stage[]>('intake', 'intake', 'review');
  const role = fc.constantFrom<Role[]>('moderator', 'lead');
  const policies = fc.option(fc.subarray([...POLICIES], { minLength: 1 }), { freq: 2 });
  const actor = fc.option(fc.constantFrom('mod-01', 'mod-02'));
  const entryFor = (lease: Lease): LogDraft => draft({ kind: 'case.requeued', case: lease.caseId });
  return [
    fc.tuple(policy, priority).map(([a, b]) => enqueueCommand(a, b)),
    fc.tuple(stage, role, policies, actor, fc.boolean()).map((args) => claimCommand(...args)),
    fc.tuple(stage, role, policies, actor, fc.boolean()).map((args) => claimCommand(...args)),
    fc.constantFrom(1, GRACE_MS, LEASE_MS / 2, LEASE_MS).map(advanceCommand),
    pick.map((at) =>
      onLease(
        'extend',
        at,
        (real, lease) => real.queue.extend(lease, LEASE_MS),
        (item, model) => {
          item.visibleAt = model.now + LEASE_MS;
        },
      ),
    ),
    pick.map((at) =>
      onLease(
        'complete',
        at,
        (real, lease) =>
          real.queue.complete(
            lease,
            draft({
              kind: 'decision.committed',
              case: lease.caseId,
              finding: 'no_violation',
              policy: 'NO_VIOLATION',
              action: 'none',
              reason: null,
              guideline: null,
              label: null,
              band: null,
              handsOnMs: 1,
              finalAt: AT,
            }),
            { graceMs: GRACE_MS, record: '{}' },
          ),
        (item, model, result, real) => {
          expect(result).toMatchObject({ index: real.firstIndex + model.logged });
          Object.assign(item, { state: 'settling', settlesAt: model.now + GRACE_MS });
          model.logged += 1;
        },
      ),
    ),
    fc
      .tuple(pick, fc.option(fc.constantFrom<Stage[]>('intake', 'review')), fc.boolean(), fc.boolean(), actor)
      .map(([at, to, delayed, lead, seenBy]) =>
        onLease(
          `release to ${to ?? 'same'}${delayed ? ', delayed' : ''}${lead ? ', lead' : ''}`,
          at,
          (real, lease) =>
            real.queue.release(lease, entryFor(lease), {
              ...(to === null ? {} : { stage: to }),
              ...(delayed ? { delayMs: LEASE_MS } : {}),
              ...(lead ? { minRole: 'lead' as const } : {}),
              ...(seenBy === null ? {} : { seenBy }),
            }),
          (item, model) => {
            item.attempts = to === null || to === item.stage ? item.attempts - 1 : 0;
            item.stage = to ?? item.stage;
            item.minRole = lead ? 'lead' : item.minRole;
            item.visibleAt = delayed ? model.now + LEASE_MS : 0;
            item.token = null;
            if (seenBy !== null) item.seenBy.add(seenBy);
            model.logged += 1;
          },
        ),
      ),
    pick.map((at) =>
      onLease(
        'deadLetter',
        at,
        (real, lease) => real.queue.deadLetter(lease, entryFor(lease), { to: 'dead' }),
        (item, model) => {
          Object.assign(item, { state: 'dead', token: null });
          model.logged += 1;
        },
      ),
    ),
    pick.map(undoCommand),
    pick.map(requeueCommand),
    fc.constant(settleCommand),
    fc.constant(compareCommand),
  ];
}
