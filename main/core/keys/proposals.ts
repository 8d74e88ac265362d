import { randomUUID } from 'node:crypto';
import type { Output } from '../../../common/contract.ts';
import type { KeyChange } from '../../../common/contract/keys.ts';
import type { LogEvent } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { ProposalRow } from '../../db/queries/proposals.ts';
import { requireAnotherPerson } from '../access/two-people.ts';
import type { Person } from '../access/people.ts';
import { entryBy } from '../core-context.ts';
import { emptyWal } from '../retention/erasure.ts';
import type { Workspace } from '../workspace/open.ts';
import { changesOf, requirePossible, teamKeyStateAt } from './rotation.ts';

type ListedKeys = Output<'keys.list'>;
type ListedProposal = Output<'proposals.list'>['proposals'][number];

/** Public halves, states, and the rules of intake; a private key never leaves the key store this way. */
export async function listKeys({ keys, database }: Workspace, now: number): Promise<ListedKeys> {
  const usage = await database.call('keys.usage', {});
  const { allowUnsigned, maxAgeDays } = keys.trust.rules();
  return {
    team: keys.team.map((key) => {
      const used = usage.find(({ keyId }) => keyId === key.keyId);
      return {
        keyId: key.keyId,
        publicKey: base64(key.public),
        state: teamKeyStateAt(key, now),
        notBefore: timeOf(key.notBefore),
        notAfter: timeOf(key.notAfter),
        bundles: (used?.undecided ?? 0) + (used?.decided ?? 0),
      };
    }),
    platforms: keys.platforms.map((key) => ({
      keyId: key.keyId,
      name: key.name,
      publicKey: base64(key.public),
      state: key.state,
      notBefore: timeOf(key.notBefore),
      notAfter: timeOf(key.notAfter),
    })),
    rules: { allowUnsigned, maxAgeDays },
  };
}

/** Newest first. An open proposal to destroy a key says what would be gone for good. */
export async function listProposals({ database }: Workspace): Promise<ListedProposal[]> {
  const proposals = await database.call('proposals.list', {});
  const usage = proposals.some(destroys) ? await database.call('keys.usage', {}) : [];
  return proposals.map((proposal) => {
    const { change } = proposal;
    if (!destroys(proposal) || !('keyId' in change)) return { ...proposal, bundlesLost: null };
    return { ...proposal, bundlesLost: usage.find(({ keyId }) => keyId === change.keyId)?.decided ?? 0 };
  });
}

function destroys({ state, change }: ProposalRow): boolean {
  return state === 'open' && change.action === 'destroy';
}

/**
 * Asks for a change of keys; nothing changes until another admin applies it.
 * @throws ProblemError as {@link requirePossible}
 */
export async function propose(
  workspace: Workspace,
  change: KeyChange,
  by: Person,
  now: number,
): Promise<{ id: string }> {
  await workspace.keys.reload();
  requirePossible(workspace.keys, change, now);
  const id = randomUUID();
  const key = 'keyId' in change ? change.keyId : change.action === 'recovery' ? change.recipient : null;
  const entry = entryBy(by, now, { kind: 'proposal.made', proposal: id, change: change.action, key });
  await workspace.database.call('proposals.add', { id, change, entry });
  return { id };
}

const STILL_THERE =
  'The key is destroyed, but another program reads the workspace: its old bytes leave the disk when that is closed.';

/**
 * Applies or rejects a proposal; whoever made it can only withdraw it. Change and entries become durable together; the
 * bytes of a destroyed key are gone from the files of the workspace when this resolves.
 * @throws ProblemError NO_SUCH_PROPOSAL, PROPOSAL_CLOSED, TWO_PERSON, PASSPHRASE_INITIAL, and those of the change
 */
export async function decide(
  workspace: Workspace,
  { id, approve }: { readonly id: string; readonly approve: boolean },
  by: Person,
  now: number,
): Promise<{ index: number }> {
  const { database, keys } = workspace;
  const proposal = await database.call('proposals.find', { id });
  if (proposal === null) throw new ProblemError('NO_SUCH_PROPOSAL');
  const { change, proposedBy, state } = proposal;
  if (state !== 'open') throw new ProblemError('PROPOSAL_CLOSED');
  const close = { id, basis: [], unneeded: null, changes: null };
  const decided = (outcome: 'applied' | 'rejected' | 'withdrawn'): LogEvent => ({
    kind: 'proposal.decided',
    proposal: id,
    outcome,
  });
  if (!approve) {
    const outcome = by.id === proposedBy ? 'withdrawn' : 'rejected';
    return database.call('proposals.decide', { ...close, outcome, entry: entryBy(by, now, decided(outcome)) });
  }
  await requireAnotherPerson(workspace, by, [proposedBy], now);
  await keys.reload();
  const done = await database.call('proposals.decide', {
    ...close,
    outcome: 'applied',
    entry: entryBy(by, now, decided('applied')),
    basis: keys.team.map(({ keyId, state: stands, notAfter }) => ({ keyId, state: stands, notAfter })),
    changes: changesOf(workspace, change, now, (event) => entryBy(by, now, event)),
    unneeded: change.action === 'destroy' ? change.keyId : null,
  });
  await keys.reload();
  if (change.action === 'destroy' && !(await emptyWal(workspace))) throw new ProblemError('DB_BUSY', STILL_THERE);
  return done;
}

/** What an organisation publishes so that others can seal reports to it: the keys that are valid now or later. */
export function publicKeys({ info, keys }: Workspace, now: number): PublicKeys {
  return {
    format: 'quintet-team-keys/1',
    workspace: info.id,
    keys: keys.team
      .filter((key) => teamKeyStateAt(key, now) === 'active')
      .map(({ keyId, public: publicKey, notBefore, notAfter }) => ({
        keyId,
        algorithm: 'X25519' as const,
        publicKey: base64(publicKey),
        notBefore: timeOf(notBefore),
        notAfter: timeOf(notAfter),
      })),
  };
}

export interface PublicKeys {
  readonly format: 'quintet-team-keys/1';
  readonly workspace: string;
  readonly keys: readonly {
    readonly keyId: string;
    readonly algorithm: 'X25519';
    /** 32 bytes, base64. */
    readonly publicKey: string;
    readonly notBefore: string;
    readonly notAfter: string;
  }[];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
