import { hasSlot, readVault, withoutSlot, writeVault } from '../keys/vault.ts';
import type { Workspace } from '../workspace/open.ts';

/**
 * Takes away the slots of everybody who may not sign in any more. The database says so first and the vault follows; a
 * process that ends between the two leaves a slot, which goes here when the workspace is opened the next time.
 * @returns how many were taken away
 */
export async function takeLeftSlots(workspace: Workspace): Promise<number> {
  const { layout, info } = workspace;
  const disabled = (await workspace.people()).filter((person) => person.disabled).map(({ id }) => id);
  const vault = readVault(layout.vaultFile, info.id);
  const left = disabled.filter((id) => hasSlot(vault, id));
  if (left.length > 0) writeVault(layout.vaultFile, left.reduce(withoutSlot, vault));
  return left.length;
}
