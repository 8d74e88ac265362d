import { createBackup } from '../../../main/core/backup/create-backup.ts';
import { openWorkspace } from '../../../main/core/workspace/open.ts';

/** Makes one backup; the parent kills it in the middle. */
const [, , folder = '', to = '', recipient = ''] = process.argv;

const workspace = await openWorkspace(folder, { asHost: false });
await createBackup(workspace, { to, recipient, actor: 'admin-01', now: Date.now() });
await workspace.close();
