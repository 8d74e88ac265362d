import type { Output } from '../../../common/contract.ts';
import { isQuarantineCode, WAIVABLE, type QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { BundleHeader } from '../../../common/domain/bundle.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Person } from '../access/people.ts';
import { entryBy, requireGrant } from '../core-context.ts';
import { prepareBundle } from '../intake/accept.ts';
import { inspectRefused, inspectStored, type Inspection } from '../intake/inspect.ts';
import { openStored } from '../intake/open-stored.ts';
import type { QuarantineItem } from '../queue/quarantine.ts';
import type { ReleaseInput } from '../../db/queries/quarantine.ts';
import { emptyWal } from '../retention/erasure.ts';
import { commitTo } from '../review/commitment.ts';
import type { Workspace } from '../workspace/open.ts';

/** Somebody looks at an item of quarantine, or decides about it. */
export interface ItemRequest {
  readonly id: number;
  readonly person: Pick<Person, 'id' | 'grants'>;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface ReasonedRequest extends ItemRequest {
  readonly reason: string;
}

type Released = Output<'quarantine.release'>;

/**
 * Everything about an item but its content, verified again as things stand now. That somebody looked is logged first.
 * @throws ProblemError NO_SUCH_ITEM, NOT_ALLOWED without a grant for its lane
 */
export async function inspectItem(workspace: Workspace, request: ItemRequest): Promise<Output<'quarantine.inspect'>> {
  const { person, now } = request;
  const item = await workspace.quarantine.item(request.id);
  const { header, ...found } = await inspection(workspace, item, now);
  requireGrant(person, item.policy ?? header?.policy ?? null);
  await workspace.log.append(entryBy(person, now, { kind: 'quarantine.inspected', item: item.id, code: item.code }));
  const { id, at, code, field, bytes, bundleId, via, caseId } = item;
  return {
    ...{ id, at, code, field, bytes, bundleId, via, caseId },
    ...found,
    header: header === null ? null : shownHeader(header),
    messages: found.messages?.map((message) => ({ ...message })) ?? null,
  };
}

function shownHeader({ policy, priority, keyId, receivedAt, size }: BundleHeader): {
  policy: string;
  priority: number;
  keyId: string | null;
  receivedAt: string;
  size: number;
} {
  return { policy, priority, keyId, receivedAt, size };
}

async function inspection(workspace: Workspace, item: QuarantineItem, now: number): Promise<Inspection> {
  const { trust, database } = workspace;
  if (item.raw !== null) {
    const found = await inspectRefused(item.raw, trust, now);
    // Of an oversize line only the beginning was kept.
    return item.bytes > item.raw.length ? { ...found, notReleasable: 'SIZE' } : found;
  }
  const stored = item.caseId === null ? null : await database.call('case.stored', { caseId: item.caseId });
  if (stored === null) throw new ProblemError('NO_SUCH_ITEM');
  const code = codeOf(item.code);
  const found = await inspectStored(stored, code, trust, stored.enqueuedAt);
  return { ...found, notReleasable: await faultOfCase(workspace, item) };
}

/** What keeps a stored case in quarantine as things stand now; null when it verifies again. */
async function faultOfCase(
  { trust, database }: Workspace,
  { caseId }: Pick<QuarantineItem, 'caseId'>,
): Promise<Inspection['notReleasable']> {
  const stored = caseId === null ? null : await database.call('case.stored', { caseId });
  if (stored === null) return 'NOT_AS_LOGGED';
  try {
    const opened = await openStored(stored, trust);
    return opened.ok ? null : opened.code;
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.code === 'KEY_MISSING') return 'KEY_MISSING';
    throw thrown;
  }
}

function codeOf(code: string): QuarantineCode {
  return isQuarantineCode(code) ? code : 'SCHEMA_FIELD';
}

/**
 * Verifies an item again, with the rules of the workspace set aside that a lead may waive, and lets it go where it was on
 * its way to. What is still at fault stays, and the attempt is in the log too.
 * @throws ProblemError NO_SUCH_ITEM, NOT_ALLOWED without a grant for its lane, KEY_MISSING
 */
export async function releaseItem(workspace: Workspace, request: ReasonedRequest): Promise<Released> {
  const { person, now, reason } = request;
  const item = await workspace.quarantine.item(request.id);
  const verdict = await (item.raw === null
    ? verdictOnCase(workspace, item, request)
    : verdictOnBundle(workspace, item, item.raw, request));
  const { salt, commitment } = commitTo(reason);
  const { outcome } = await workspace.database.call('quarantine.release', {
    id: item.id,
    to: verdict.to,
    entry: {
      at: new Date(now).toISOString(),
      actor: person.id,
      event: { kind: 'quarantine.released', item: item.id, code: item.code, reason: commitment, outcome: 'refused' },
    },
    reason: { text: reason, salt },
    now,
  });
  return { outcome, code: verdict.code };
}

/** Where an item may go; null with the code that forbids it. */
type Verdict =
  | { readonly to: NonNullable<ReleaseInput['to']>; readonly code: null }
  | { readonly to: null; readonly code: QuarantineCode };

async function verdictOnBundle(
  { trust }: Workspace,
  item: QuarantineItem,
  raw: Uint8Array,
  { person, now }: ItemRequest,
): Promise<Verdict> {
  const source = { trust, via: 'release' as const, actor: person.id };
  const prepared = await prepareBundle(raw, source, now, { totalBytes: item.bytes, waived: WAIVABLE });
  if ('ok' in prepared) return { to: null, code: prepared.code };
  requireGrant(person, prepared.options.policy);
  const { bundle, options, entry } = prepared;
  const { policy, priority, receivedAt } = options;
  const enqueued = { ...bundle, policy, priority, notBefore: null, receivedAt: receivedAt ?? null, entry };
  return { to: { bundle: enqueued }, code: null };
}

async function verdictOnCase(workspace: Workspace, item: QuarantineItem, { person }: ItemRequest): Promise<Verdict> {
  requireGrant(person, item.policy);
  const fault = await faultOfCase(workspace, item);
  if (fault === 'KEY_MISSING') throw new ProblemError('KEY_MISSING');
  if (fault !== null) return { to: null, code: fault };
  if (item.caseId === null) throw new ProblemError('NO_SUCH_ITEM');
  return { to: { caseId: item.caseId }, code: null };
}

/**
 * Deletes an item for good. A case that came to quarantine from the queue is erased with it.
 * @returns index of the entry, and whether the old bytes have left the files already
 * @throws ProblemError NO_SUCH_ITEM, CASE_HELD, NOT_ALLOWED without a grant for its lane
 */
export async function deleteItem(
  workspace: Workspace,
  request: ReasonedRequest,
): Promise<{ index: number; emptied: boolean }> {
  const { person, now, reason } = request;
  const item = await workspace.quarantine.item(request.id);
  const { header } = item.raw === null ? { header: null } : await inspectRefused(item.raw, workspace.trust, now);
  requireGrant(person, item.policy ?? header?.policy ?? null);
  const { salt, commitment } = commitTo(reason);
  const { id, code, caseId, policy } = item;
  const { index } = await workspace.database.call('quarantine.delete', {
    id,
    entry: entryBy(person, now, { kind: 'quarantine.deleted', item: id, code, reason: commitment }),
    erasure:
      caseId === null || policy === null
        ? null
        : entryBy(person, now, { kind: 'case.erased', case: caseId, policy, cause: 'request', reason: commitment }),
    reason: { text: reason, salt },
    now,
  });
  return { index, emptied: await emptyWal(workspace) };
}
