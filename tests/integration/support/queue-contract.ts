import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { Claimed, ClaimOptions, Lease, Lost, QueuePort } from '../../../main/core/queue/port.ts';
import {
  AT,
  committed,
  dead,
  quarantined,
  received,
  released,
  requeued,
  stored,
  undone,
} from './queue-contract-entries.ts';
import { QueueModel, queueCommands } from './queue-model.ts';

/** A queue with everything a contract test needs around it. */
export interface QueueUnderTest {
  readonly queue: QueuePort;
  /** A second client of the same queue, as another process has one; opened at the first call. */
  other(): Promise<QueuePort>;
  /** Moves the queue's clock; it starts somewhere and only goes where it is told. */
  advance(ms: number): void;
  /** Index of the first entry that is not what a fresh workspace begins with. */
  readonly firstIndex: number;
  /** Events of the log from that index on, oldest first. */
  events(): Promise<LogEvent[]>;
  close(): Promise<void>;
}

export const LEASE_MS = 60_000;
const MINUTE = 60_000;

/** Runs the contract of the queue port against one engine. */
export function describeQueueContract(name: string, makeQueue: () => Promise<QueueUnderTest>): void {
  describe(`queue contract: ${name}`, () => {
    let tested: QueueUnderTest;
    let queue: QueuePort;

    beforeEach(async () => {
      tested = await makeQueue();
      ({ queue } = tested);
    });

    afterEach(async () => {
      await tested.close();
    });

    const kinds = async (): Promise<string[]> => (await tested.events()).map(({ kind }) => kind);
    const claim = (options: Partial<ClaimOptions> = {}): ReturnType<QueuePort['claim']> =>
      queue.claim({ stage: 'intake', policies: null, leaseMs: LEASE_MS, role: 'moderator', ...options });
    const mustClaim = async (options: Partial<ClaimOptions> = {}): Promise<Claimed & { note: string | null }> => {
      const claimed = await claim(options);
      if (!claimed) throw new Error('there should have been a case');
      return claimed;
    };

    describe('enqueue', () => {
      it('keeps header and content byte for byte and logs the receipt', async () => {
        const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
        const caseId = await enqueue(queue, { sealed, header: '{"größe":1}' });
        const claimed = await mustClaim();
        expect(claimed).toMatchObject({
          caseId,
          header: '{"größe":1}',
          attempt: 1,
          note: null,
          policy: 'HATE',
          priority: 5,
        });
        expect(Buffer.from(claimed.sealed)).toEqual(Buffer.from(sealed));
        expect(await kinds()).toEqual(['case.received']);
      });

      it('refuses a bundle it already has, counts it, and writes nothing', async () => {
        await enqueue(queue, { bundleId: 'same' });
        const again = await queue.enqueue(
          bundle({ bundleId: 'same' }),
          { policy: 'HATE', priority: 5 },
          received('x', 'same'),
        );
        expect(again).toBe('duplicate');
        expect(await kinds()).toEqual(['case.received']);
        expect(await queue.stats()).toMatchObject({ ready: 1, duplicates: 1 });
      });

      it('does not give a case out before its time', async () => {
        const start = (await mustClaimTime(queue)).serverNow;
        await enqueue(queue, { notBefore: start + 5 * MINUTE });
        expect(await claim()).toBeNull();
        expect(await queue.stats()).toMatchObject({ ready: 0, delayed: 1 });
        tested.advance(5 * MINUTE);
        expect(await claim()).not.toBeNull();
      });
    });

    describe('claim', () => {
      it('gives the highest priority first, and the older of two equals', async () => {
        const low = await enqueue(queue, { priority: 1 });
        const old = await enqueue(queue, { priority: 7 });
        const young = await enqueue(queue, { priority: 7 });
        expect([(await mustClaim()).caseId, (await mustClaim()).caseId, (await mustClaim()).caseId]).toEqual([
          old,
          young,
          low,
        ]);
        expect(await claim()).toBeNull();
      });

      it('keeps to the policies, the stage and the role asked for', async () => {
        await enqueue(queue, { policy: 'SPAM', priority: 9 });
        const hate = await enqueue(queue, { policy: 'HATE', priority: 1 });
        const threat = await enqueue(queue, { policy: 'THREAT', priority: 5 });
        expect(await claim({ policies: ['CIVIC'] })).toBeNull();
        expect(await claim({ stage: 'review' })).toBeNull();
        expect((await mustClaim({ policies: ['HATE', 'THREAT'] })).caseId).toBe(threat);
        const claimed = await mustClaim({ policies: ['HATE', 'THREAT'] });
        expect(claimed.caseId).toBe(hate);
        await queue.release(claimed, requeued(hate), { minRole: 'lead' });
        expect(await claim({ policies: ['HATE'] })).toBeNull();
        expect((await mustClaim({ policies: ['HATE'], role: 'lead' })).caseId).toBe(hate);
      });

      it('never gives one case to two consumers', async () => {
        const count = 60;
        for (let position = 0; position < count; position += 1) await enqueue(queue, { priority: position % 3 });
        const drain = async (consumer: QueuePort): Promise<string[]> => {
          const mine: string[] = [];
          for (;;) {
            const claimed = await consumer.claim({
              stage: 'intake',
              policies: null,
              leaseMs: LEASE_MS,
              role: 'moderator',
            });
            if (!claimed) return mine;
            mine.push(claimed.caseId);
          }
        };
        const other = await tested.other();
        const taken = (await Promise.all([drain(queue), drain(other), drain(queue), drain(other)])).flat();
        expect(taken).toHaveLength(count);
        expect(new Set(taken).size).toBe(count);
      });

      it('does not offer a skipped case to the same person again, but to others', async () => {
        const caseId = await enqueue(queue);
        const claimed = await mustClaim({ excludeSeenBy: 'mod-01' });
        await queue.release(claimed, released(caseId, 'skipped'), { seenBy: 'mod-01' });
        expect(await claim({ excludeSeenBy: 'mod-01' })).toBeNull();
        expect(await claim({ excludeSeenBy: 'mod-01', policies: ['HATE'] })).toBeNull();
        expect((await mustClaim({ excludeSeenBy: 'mod-02' })).caseId).toBe(caseId);
      });
    });

    describe('leases', () => {
      it('end by time alone; the case comes back with its attempt counted', async () => {
        const caseId = await enqueue(queue);
        const first = await mustClaim();
        expect(first.expiresAt - first.serverNow).toBe(LEASE_MS);
        tested.advance(LEASE_MS - 1);
        expect(await claim()).toBeNull();
        tested.advance(1);
        const second = await mustClaim();
        expect(second).toMatchObject({ caseId, attempt: 2 });
        expect(second.token).not.toBe(first.token);
      });

      it('are prolonged from now on, not from their old end', async () => {
        await enqueue(queue);
        const claimed = await mustClaim();
        tested.advance(LEASE_MS / 2);
        const extended = await queue.extend(claimed, LEASE_MS);
        expect(extended).toEqual({
          serverNow: claimed.serverNow + LEASE_MS / 2,
          expiresAt: claimed.serverNow + LEASE_MS * 1.5,
        });
        tested.advance(LEASE_MS - 1);
        expect(await claim()).toBeNull();
      });

      const uses: [string, (target: QueuePort, lease: Lease) => Promise<unknown>][] = [
        ['extend', (target, lease) => target.extend(lease, LEASE_MS)],
        ['complete', (target, lease) => target.complete(lease, committed(lease.caseId), { graceMs: 0, record: '{}' })],
        ['release', (target, lease) => target.release(lease, released(lease.caseId, 'deferred'))],
        ['deadLetter', (target, lease) => target.deadLetter(lease, dead(lease.caseId), { to: 'dead' })],
        ['undo', (target, lease) => target.undo(lease, undone(lease.caseId), LEASE_MS)],
      ];

      it.each(uses)(
        '%s with an ended, a stolen or an invented lease changes nothing and logs nothing',
        async (_name, use) => {
          const caseId = await enqueue(queue);
          const stale = await mustClaim();
          tested.advance(LEASE_MS);
          const before = await kinds();
          expect(await use(queue, stale)).toEqual<Lost>({ lost: true });
          const holder = await mustClaim();
          expect(await use(await tested.other(), stale)).toEqual<Lost>({ lost: true });
          expect(await use(queue, { caseId, token: '0'.repeat(32) })).toEqual<Lost>({ lost: true });
          expect(await use(queue, { caseId: randomUUID(), token: holder.token })).toEqual<Lost>({ lost: true });
          expect(await kinds()).toEqual(before);
          expect(await queue.extend(holder, LEASE_MS)).not.toHaveProperty('lost');
        },
      );

      it('survive a clock that is set back', async () => {
        await enqueue(queue);
        const claimed = await mustClaim();
        tested.advance(LEASE_MS);
        expect(await queue.extend(claimed, LEASE_MS)).toEqual({ lost: true });
        tested.advance(-LEASE_MS);
        expect(await queue.extend(claimed, LEASE_MS)).toEqual({ lost: true });
      });
    });

    describe('complete', () => {
      it('without grace is final at once, with both entries', async () => {
        const caseId = await enqueue(queue);
        const done = await queue.complete(await mustClaim(), committed(caseId), { graceMs: 0, record: '{}' });
        const events = await tested.events();
        expect(events.map(({ kind }) => kind)).toEqual(['case.received', 'decision.committed', 'decision.final']);
        if ('lost' in done) throw new Error('lost');
        expect(events[2]).toMatchObject({
          case: caseId,
          finding: 'violation',
          policy: 'HATE.slur',
          action: 'warn',
          committed: done.index,
        });
        expect(await queue.stats()).toMatchObject({ decided: 1, settling: 0, ready: 0, leased: 0 });
        expect(await claim({ role: 'lead' })).toBeNull();
      });

      it('can be undone within its grace time, by the window that committed it', async () => {
        const caseId = await enqueue(queue);
        const lease = await mustClaim();
        await queue.complete(lease, committed(caseId), { graceMs: 10_000, record: '{}' });
        expect(await queue.stats()).toMatchObject({ settling: 1, decided: 0 });
        expect(await queue.settle()).toMatchObject({ settled: 0, nextDueAt: lease.serverNow + 10_000 });
        expect(await queue.undo({ caseId, token: '0'.repeat(32) }, undone(caseId), LEASE_MS)).toEqual({ lost: true });
        const again = await queue.undo(lease, undone(caseId), LEASE_MS);
        if ('lost' in again) throw new Error('lost');
        expect(again).toMatchObject({ caseId, attempt: 1 });
        expect(again.token).not.toBe(lease.token);
        expect(await queue.undo(lease, undone(caseId), LEASE_MS)).toEqual({ lost: true });
        tested.advance(20_000);
        expect(await queue.settle()).toEqual({ settled: 0, nextDueAt: null });
        expect(await queue.complete(again, committed(caseId), { graceMs: 0, record: '{}' })).not.toHaveProperty('lost');
        expect(await kinds()).toEqual([
          'case.received',
          'decision.committed',
          'decision.undone',
          'decision.committed',
          'decision.final',
        ]);
      });

      it('settles when the grace time has ended, once, and then cannot be undone', async () => {
        const caseId = await enqueue(queue);
        const lease = await mustClaim();
        await queue.complete(lease, committed(caseId), { graceMs: 10_000, record: '{}' });
        tested.advance(10_000);
        expect(await queue.undo(lease, undone(caseId), LEASE_MS)).toEqual({ lost: true });
        const other = await tested.other();
        const settled = await Promise.all([queue.settle(), other.settle()]);
        expect(settled.map((result) => result.settled).sort()).toEqual([0, 1]);
        expect((await kinds()).filter((kind) => kind === 'decision.final')).toHaveLength(1);
        expect(await queue.stats()).toMatchObject({ settling: 0, decided: 1 });
      });
    });

    describe('release', () => {
      it('gives the attempt back, delays, moves and annotates', async () => {
        const caseId = await enqueue(queue);
        const claimed = await mustClaim();
        await queue.release(claimed, released(caseId, 'deferred'), {
          delayMs: 5 * MINUTE,
          priority: 9,
          policy: 'THREAT',
          note: '{"n":1}',
        });
        expect(await queue.stats()).toMatchObject({ ready: 0, delayed: 1, leased: 0 });
        tested.advance(5 * MINUTE);
        expect(await mustClaim({ policies: ['THREAT'] })).toMatchObject({
          caseId,
          attempt: 1,
          priority: 9,
          note: '{"n":1}',
        });
      });

      it('into another stage starts with fresh attempts there', async () => {
        const caseId = await enqueue(queue);
        await mustClaim();
        tested.advance(LEASE_MS);
        const second = await mustClaim();
        expect(second.attempt).toBe(2);
        await queue.release(second, released(caseId, 'not_shown'), { stage: 'review' });
        expect(await claim()).toBeNull();
        expect(await mustClaim({ stage: 'review' })).toMatchObject({ caseId, attempt: 1 });
      });
    });

    describe('dead letters and quarantine', () => {
      it('become of a case whose holders all vanished; each with an entry; a lead can bring it back', async () => {
        const caseId = await enqueue(queue);
        const { maxAttempts } = await mustClaim();
        for (let attempt = 2; attempt <= maxAttempts; attempt += 1) {
          tested.advance(LEASE_MS);
          expect((await mustClaim()).attempt).toBe(attempt);
        }
        tested.advance(LEASE_MS);
        expect(await queue.stats()).toMatchObject({ dead: 1, ready: 0 });
        expect(await claim()).toBeNull();
        expect(await queue.stats()).toMatchObject({ dead: 1, ready: 0, leased: 0 });
        expect((await tested.events()).at(-1)).toEqual({
          kind: 'case.dead',
          case: caseId,
          policy: 'HATE',
          attempts: maxAttempts,
        });
        expect(await queue.requeue(caseId, requeued(caseId))).toBe(true);
        expect(await queue.requeue(caseId, requeued(caseId))).toBe(false);
        expect(await mustClaim()).toMatchObject({ caseId, attempt: 1 });
      });

      it('take a held case out of the queue', async () => {
        const first = await enqueue(queue);
        const second = await enqueue(queue);
        await queue.deadLetter(await mustClaim(), dead(first), { to: 'dead' });
        await queue.deadLetter(await mustClaim(), quarantined(second), {
          to: 'quarantine',
          code: 'SCHEMA_FIELD',
          field: 'messages',
        });
        expect(await claim({ role: 'lead' })).toBeNull();
        expect(await queue.stats()).toMatchObject({ ready: 0, leased: 0, dead: 1, quarantined: 1 });
        expect(await queue.requeue(second, requeued(second))).toBe(false);
      });
    });

    it('gives a case in review its attempt back when its host is gone, so that restarts never wear it out', async () => {
      const caseId = await enqueue(queue);
      await queue.release(await mustClaim(), released(caseId, 'not_shown'), { stage: 'review' });
      for (let restart = 0; restart < 7; restart += 1) {
        expect(await claim({ stage: 'review' })).toMatchObject({ caseId, attempt: 1 });
        expect(await queue.recover({ at: AT, actor: 'quintet' })).toBe(1);
      }
      expect(await queue.dead()).toEqual([]);
    });

    it('frees the leases of a host that is gone, with an entry each and, at intake, the attempt counted', async () => {
      const first = await enqueue(queue);
      const settling = await enqueue(queue);
      await mustClaim();
      await queue.complete(await mustClaim(), committed(settling), { graceMs: 10_000, record: '{}' });
      expect(await queue.recover({ at: AT, actor: 'quintet' })).toBe(1);
      expect((await tested.events()).at(-1)).toEqual({
        kind: 'case.released',
        case: first,
        policy: 'HATE',
        cause: 'host_restarted',
        until: null,
      });
      expect(await mustClaim()).toMatchObject({ caseId: first, attempt: 2 });
      expect(await queue.stats()).toMatchObject({ settling: 1 });
    });

    it('wakes both clients when a case arrives and when a delay ends', async () => {
      const [here, there] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
      const other = await tested.other();
      const stop = [
        queue.onWake(() => {
          here.resolve(null);
        }),
        other.onWake(() => {
          there.resolve(null);
        }),
      ];
      await enqueue(queue);
      await Promise.all([here.promise, there.promise]);
      for (const unsubscribe of stop) unsubscribe();
      const claimed = await mustClaim();
      await queue.release(claimed, released(claimed.caseId, 'deferred'), { delayMs: MINUTE });
      const due = Promise.withResolvers<null>();
      const stopWaiting = queue.onWake(() => {
        due.resolve(null);
      });
      tested.advance(MINUTE);
      await due.promise;
      stopWaiting();
      expect(await claim()).not.toBeNull();
    });

    it('counts what it holds', async () => {
      await enqueue(queue, { policy: 'SPAM' });
      await enqueue(queue, { policy: 'SPAM' });
      await enqueue(queue, { policy: 'HATE', priority: 9 });
      tested.advance(90_000);
      const claimed = await mustClaim();
      await queue.release(claimed, released(claimed.caseId, 'not_shown'), { stage: 'review', minRole: 'lead' });
      await mustClaim();
      expect(await queue.stats()).toMatchObject({
        ready: 1,
        unscored: 1,
        leased: 1,
        escalated: 1,
        delayed: 0,
        oldestReadySeconds: 90,
        byPolicy: { SPAM: { ready: 1 } },
      });
      expect((await queue.stats()).byPolicy).not.toHaveProperty('HATE');
      expect(await queue.health()).toEqual({ ok: true, detail: '' });
    });

    it('behaves as its model does, whatever the order of calls', async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(queueCommands(), { maxCommands: 90, size: '+1' }), async (commands) => {
          const fresh = await makeQueue();
          try {
            await fc.asyncModelRun(() => ({ model: new QueueModel(), real: fresh }), commands);
          } finally {
            await fresh.close();
          }
        }),
        { numRuns: 12 },
      );
    });
  });
}

interface EnqueueParts {
  bundleId?: string;
  header?: string;
  sealed?: Uint8Array;
  policy?: PolicyCode;
  priority?: number;
  notBefore?: number;
}

function bundle({ bundleId, header, sealed }: EnqueueParts): Parameters<QueuePort['enqueue']>[0] {
  return stored(randomUUID(), {
    bundleId: bundleId ?? randomUUID(),
    ...(header === undefined ? {} : { header }),
    ...(sealed === undefined ? {} : { sealed }),
  });
}

async function enqueue(queue: QueuePort, parts: EnqueueParts = {}): Promise<string> {
  const item = bundle(parts);
  const options = {
    policy: parts.policy ?? ('HATE' as const),
    priority: parts.priority ?? 5,
    ...(parts.notBefore === undefined ? {} : { notBefore: parts.notBefore }),
  };
  expect(await queue.enqueue(item, options, received(item.caseId, item.bundleId))).toBe('queued');
  return item.caseId;
}

/** Reads the queue's clock by a claim, and gives the case up for good. */
async function mustClaimTime(queue: QueuePort): Promise<Claimed> {
  await enqueue(queue, { policy: 'CIVIC' });
  const claimed = await queue.claim({ stage: 'intake', policies: ['CIVIC'], leaseMs: LEASE_MS, role: 'moderator' });
  if (!claimed) throw new Error('there should have been a case');
  await queue.complete(claimed, committed(claimed.caseId), { graceMs: 0, record: '{}' });
  return claimed;
}
