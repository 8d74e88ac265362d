import { ProblemError } from '../../../common/errors.ts';
import { entryBy } from '../core-context.ts';
import type { Keychain } from '../keys/keychain.ts';
import { REAL_COST, requireStrong, SAMPLE_COST, type PassphraseCost } from '../keys/passphrase.ts';
import { makeSlot, openVault, putSlot, readVault, slotOf, withoutSlot, writeVault, type Slot } from '../keys/vault.ts';
import type { Workspace } from '../workspace/open.ts';
import { rowOf, type Person } from './people.ts';

function costOf({ info }: Workspace): PassphraseCost {
  return info.sample ? SAMPLE_COST : REAL_COST;
}

/** A change of passphrase. `bind` has the keychain guard the new slot too. */
export interface PassphraseChange {
  readonly current: string;
  readonly next: string;
  /** Unix milliseconds. */
  readonly now: number;
  readonly keychain: Keychain | null;
  readonly bind: boolean;
}

/**
 * Gives a person another passphrase of their own choice. The vault changes in one step; until then the old one holds,
 * and when the change cannot be logged it holds again.
 * @throws ProblemError PASSPHRASE_WRONG, PASSPHRASE_WEAK; in a sample USAGE, because its passphrase is public
 */
export async function changePassphrase(
  workspace: Workspace,
  person: Person,
  { current, next, now, keychain, bind }: PassphraseChange,
): Promise<void> {
  if (workspace.info.sample)
    throw new ProblemError('USAGE', 'The passphrase of a sample workspace is public and stays as it is.');
  requireStrong(next);
  if (next === current) throw new ProblemError('PASSPHRASE_WEAK', 'The new passphrase is the old one.');
  const before = readVault(workspace.layout.vaultFile, workspace.info.id);
  const proof = await openVault(before, person.id, current, keychain);
  proof.close();
  if (bind && keychain === null) throw new ProblemError('USAGE', 'This program has no keychain to bind a key to.');
  const former = slotOf(before, person.id);
  await giveSlot(workspace, person.id, next, bind ? keychain : null);
  try {
    await workspace.database.call('people.put', {
      user: rowOf({ ...person, initialPassphrase: false }),
      entry: entryBy(person, now, { kind: 'user.passphrase', user: person.id, by: 'self' }),
    });
  } catch (thrown) {
    // What the log does not know has not happened: the old passphrase holds again.
    if (former !== undefined) putBack(workspace, former);
    throw thrown;
  }
}

function putBack({ layout, info }: Workspace, slot: Slot): void {
  writeVault(layout.vaultFile, putSlot(readVault(layout.vaultFile, info.id), slot));
}

/** Writes a slot for somebody: a new one, or instead of the one they had. */
export async function giveSlot(
  workspace: Workspace,
  user: string,
  passphrase: string,
  keychain: Keychain | null = null,
): Promise<void> {
  const { layout, info, vault } = workspace;
  const owner = { user, passphrase, ...(keychain ? { keychain } : {}) };
  const slot = await makeSlot(info.id, vault.master, owner, costOf(workspace));
  // Read only now: another process may have changed the vault while the slot was made.
  writeVault(layout.vaultFile, putSlot(readVault(layout.vaultFile, info.id), slot));
}

/** Takes somebody's slot away: their passphrase opens nothing any more. */
export function takeSlot({ layout, info }: Workspace, user: string): void {
  writeVault(layout.vaultFile, withoutSlot(readVault(layout.vaultFile, info.id), user));
}
