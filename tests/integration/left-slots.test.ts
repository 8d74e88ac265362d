import { expect, it } from 'vitest';
import { rowOf } from '../../main/core/access/people.ts';
import { hasSlot, readVault } from '../../main/core/keys/vault.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { startDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

it('takes away the slot of somebody who was disabled by a process that ended before it came to the vault', async () => {
  const { folder, remove } = await freshWorkspace();
  const workspace = await openWorkspace(folder, { asHost: false });
  const { layout, info } = workspace;
  const hasIt = (user: string): boolean => hasSlot(readVault(layout.vaultFile, info.id), user);
  const person = (await workspace.people()).find(({ id }) => id === 'mod-02')!;
  await workspace.database.call('people.put', {
    user: rowOf({ ...person, disabled: true }),
    rule: 'change',
    entry: {
      at: new Date().toISOString(),
      actor: 'admin-01',
      event: { kind: 'user.changed', user: person.id, role: person.role, grants: [], disabled: true },
    },
  });
  await workspace.close();
  expect(hasIt('mod-02')).toBe(true);
  const desk = await startDesk(folder);
  expect(hasIt('mod-02')).toBe(false);
  expect(hasIt('mod-01')).toBe(true);
  await desk.application.close();
  await remove();
});
