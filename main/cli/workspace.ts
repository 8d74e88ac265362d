import type { Workspace } from '../core/workspace/open.ts';
import type { CliContext } from './context.ts';

/**
 * Opens the workspace a command works on and closes it whatever happens. The core is loaded here, so that `--help`
 * and mistakes in the command line answer at once.
 */
export async function withWorkspace<Result>(
  context: CliContext,
  options: { writable: boolean },
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const { defaultFolder } = await import('../core/workspace/layout.ts');
  const { openWorkspace } = await import('../core/workspace/open.ts');
  const workspace = await openWorkspace(context.workspace ?? defaultFolder(), { asHost: false, ...options });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}
