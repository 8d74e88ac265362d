import { setTimeout as pause } from 'node:timers/promises';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Person } from '../access/people.ts';
import { entryBy } from '../core-context.ts';
import { requireCaseGrant } from '../review/case-grant.ts';
import { commitTo } from '../review/commitment.ts';
import type { Workspace } from '../workspace/open.ts';

/** How often emptying the write-ahead log is tried while another connection reads, and how long between. */
const WAL_TRIES = 20;
const WAL_PAUSE_MS = 100;

/** Somebody does something to one case, and says why. */
export interface CaseRequest {
  readonly caseId: string;
  readonly reason: string;
  readonly person: Pick<Person, 'id' | 'grants'>;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * Erases the content of a case for good.
 * @returns index of its entry, and whether the old bytes have left the files already; when a reader kept them there, they
 *   go with the next run of retention or when the workspace is closed
 * @throws ProblemError NO_SUCH_CASE, CASE_ERASED, CASE_HELD, CASE_OPEN, NOT_ALLOWED without a grant for its lane
 */
export async function eraseCase(
  workspace: Workspace,
  request: CaseRequest,
): Promise<{ index: number; emptied: boolean }> {
  const policy = await policyOfCase(workspace, request);
  const { text, salt, commitment } = committed(request.reason);
  const { index } = await workspace.database.call('case.erase', {
    caseId: request.caseId,
    entry: entryBy(request.person, request.now, {
      kind: 'case.erased',
      case: request.caseId,
      policy,
      cause: 'request',
      reason: commitment,
    }),
    reason: { text, salt },
    now: request.now,
  });
  return { index, emptied: await emptyWal(workspace) };
}

/** Keeps a case from being erased until the hold is lifted. @throws ProblemError NO_SUCH_CASE, CASE_ERASED, NOT_ALLOWED */
export async function setHold(workspace: Workspace, request: CaseRequest): Promise<{ index: number }> {
  const policy = await policyOfCase(workspace, request);
  const { text, salt, commitment } = committed(request.reason);
  const { caseId, person, now } = request;
  const entry = entryBy(person, now, { kind: 'case.held', case: caseId, policy, reason: commitment });
  return workspace.database.call('hold.set', { caseId, entry, reason: { text, salt } });
}

/** @throws ProblemError NO_SUCH_CASE, NO_SUCH_ITEM when there is no hold, NOT_ALLOWED */
export async function liftHold(workspace: Workspace, request: CaseRequest): Promise<{ index: number }> {
  const policy = await policyOfCase(workspace, request);
  const { text, salt, commitment } = committed(request.reason);
  const { caseId, person, now } = request;
  const entry = entryBy(person, now, { kind: 'case.hold_lifted', case: caseId, policy, reason: commitment });
  return workspace.database.call('hold.lift', { caseId, entry, reason: { text, salt } });
}

/** The policy of a case this person may touch. @throws ProblemError NO_SUCH_CASE, NOT_ALLOWED */
async function policyOfCase(workspace: Workspace, { caseId, person }: CaseRequest): Promise<PolicyCode> {
  const facts = await workspace.database.call('case.facts', { caseId });
  if (facts === null) throw new ProblemError('NO_SUCH_CASE');
  await requireCaseGrant(workspace, { caseId, policy: facts.policy }, person);
  return facts.policy;
}

function committed(reason: string): { text: string; salt: string; commitment: string } {
  return { text: reason, ...commitTo(reason) };
}

/** Has what was overwritten leave the files. False when another connection kept it there all the time. */
export async function emptyWal({ database }: Pick<Workspace, 'database'>): Promise<boolean> {
  for (let tries = 0; tries < WAL_TRIES; tries += 1) {
    if (tries > 0) await pause(WAL_PAUSE_MS);
    if ((await database.call('wal.tryEmpty', {})).emptied) return true;
  }
  return false;
}
