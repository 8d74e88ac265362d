import type { Workspace } from '../core/workspace/open.ts';
import type { CliContext } from './context.ts';

/**
 * Opens the workspace a command works in, beside a host that may be running, and closes it whatever happens.
 * `actor` is the person given with `--as`, or `quintet` when nobody is named.
 */
export async function withWorkspace<Result>(
  context: CliContext,
  work: (workspace: Workspace, actor: string) => Promise<Result>,
): Promise<Result> {
  const { userOf } = await import('../core/workspace/info.ts');
  const { defaultFolder } = await import('../core/workspace/layout.ts');
  const { openWorkspace } = await import('../core/workspace/open.ts');
  const workspace = await openWorkspace(context.workspace ?? defaultFolder(), { asHost: false });
  try {
    return await work(workspace, context.actor === null ? 'quintet' : userOf(workspace.info, context.actor).id);
  } finally {
    await workspace.close();
  }
}
