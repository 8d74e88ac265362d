import { randomBytes } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { commitmentOf } from '../../../main/crypto/commitment.ts';
import type { Claimed } from '../../../main/core/queue/port.ts';
import type { Workspace } from '../../../main/core/workspace/open.ts';

/** Long enough for any test. */
export const LEASE_MS = 60 * 60_000;

export interface StoredCaseParts {
  readonly caseId: string;
  readonly recipients: string;
  readonly sealed: Buffer;
  readonly salt: Buffer;
}

/** Cases put straight into the queue, of the size and form of real ones, for tests about what is stored of them. */
export class StoredCases {
  readonly #workspace: Workspace;
  readonly #now: () => number;

  constructor(workspace: Workspace, now: () => number = Date.now) {
    this.#workspace = workspace;
    this.#now = now;
  }

  entry(event: LogEvent, actor = 'mod-01'): LogDraft {
    return { at: new Date(this.#now()).toISOString(), actor, event };
  }

  async add(policy: PolicyCode = 'HARASSMENT'): Promise<StoredCaseParts> {
    const caseId = randomUUID();
    const header = JSON.stringify({ bundleId: caseId, policy, size: 4096 });
    const wrapped = randomBytes(48).toString('base64');
    const recipients = JSON.stringify([{ keyId: 'team-1', enc: randomBytes(32).toString('base64'), wrapped }]);
    const [sealed, salt] = [randomBytes(12 + 4096 + 16), randomBytes(32)];
    const commitment = commitmentOf({ header, recipients, sealed }, salt);
    const received: LogEvent = {
      kind: 'case.received',
      case: caseId,
      bundle: caseId,
      policy,
      verdict: 'not_verifiable',
      messages: 5,
      bytes: sealed.length,
      via: 'import',
      commitment,
    };
    const bundle = { caseId, bundleId: caseId, header, recipients, sealed, salt };
    await this.#workspace.queue.enqueue(bundle, { policy, priority: 5 }, this.entry(received, 'quintet'));
    return { caseId, recipients, sealed, salt };
  }

  /** Claims until this case comes; the others go back. Null when nobody is given it. */
  async claim(
    caseId: string,
    stage: 'intake' | 'review' = 'intake',
  ): Promise<(Claimed & { note: string | null }) | null> {
    const others: Claimed[] = [];
    let found: (Claimed & { note: string | null }) | null = null;
    for (;;) {
      const claimed = await this.#workspace.queue.claim({ stage, policies: null, leaseMs: LEASE_MS, role: 'lead' });
      if (claimed?.caseId === caseId) found = claimed;
      else if (claimed !== null) others.push(claimed);
      if (claimed === null || found !== null) break;
    }
    for (const other of others) await this.giveBack(other);
    return found;
  }

  giveBack({ caseId, token, policy }: Claimed): Promise<unknown> {
    const event: LogEvent = { kind: 'case.released', case: caseId, policy, cause: 'set_aside', until: null };
    return this.#workspace.queue.release({ caseId, token }, this.entry(event));
  }

  /** Decides a case somebody holds. */
  async decide(
    { caseId, token }: Pick<Claimed, 'caseId' | 'token'>,
    decision: { readonly policy?: string; readonly reason?: string; readonly graceMs?: number } = {},
  ): Promise<void> {
    const { policy = 'HARASSMENT.insults', reason = 'a reason', graceMs = 0 } = decision;
    const event: LogEvent = {
      kind: 'decision.committed',
      case: caseId,
      finding: 'violation',
      policy,
      action: 'warn',
      reason: '0'.repeat(64),
      guideline: '1.0',
      label: null,
      band: null,
      handsOnMs: 1_000,
      finalAt: new Date(this.#now() + graceMs).toISOString(),
    };
    const record = JSON.stringify({ finding: 'violation', policy, action: 'warn', reason });
    const done = await this.#workspace.queue.complete({ caseId, token }, this.entry(event), { graceMs, record });
    if ('lost' in done) throw new Error('the case was lost');
  }

  /** A case that was decided, finally. */
  async decided(
    policy: PolicyCode = 'HARASSMENT',
    decision: Parameters<StoredCases['decide']>[1] = {},
  ): Promise<StoredCaseParts> {
    const parts = await this.add(policy);
    const claimed = await this.claim(parts.caseId);
    if (claimed === null) throw new Error('nobody was given the case');
    await this.decide(claimed, decision);
    return parts;
  }
}
