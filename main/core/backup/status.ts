import type { Output } from '../../../common/contract.ts';
import type { ProposalRow } from '../../db/queries/proposals.ts';
import type { Workspace } from '../workspace/open.ts';
import { listBackups } from './folder.ts';
import { lastDrillOf, lastFailureOf, recoveryOf, scheduleOf } from './settings.ts';

type Status = Output<'backup.status'>;

/** How the backups of a workspace stand, as far as it is stored. */
export async function backupStatus({ keys, layout, database }: Workspace): Promise<Status> {
  const recovery = recoveryOf(keys);
  return {
    recipient: recovery?.recipient ?? null,
    recipientSince: recovery?.since ?? null,
    pending: newestPending(await database.call('proposals.list', {})),
    schedule: scheduleOf(keys),
    folder: layout.backupFolder,
    files: listBackups(layout.backupFolder),
    lastFailure: lastFailureOf(keys),
    lastDrill: lastDrillOf(keys),
  };
}

/** @param proposals newest first */
function newestPending(proposals: readonly ProposalRow[]): Status['pending'] {
  for (const { id, state, change, proposedBy, proposedAt } of proposals)
    if (state === 'open' && change.action === 'recovery')
      return { recipient: change.recipient, proposal: id, proposedBy, at: proposedAt };
  return null;
}
