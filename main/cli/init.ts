import type { CliContext, RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet init`: makes a workspace with keys, database and first users, and a sample queue if asked. */
export const registerInit: RegisterCommand = (program, context) => {
  program
    .command('init')
    .description('make a workspace: keys, database, first users')
    .option('--sample', 'add the sample queue and the sample users')
    .action((options: { sample?: boolean }) => init(context(), options.sample ?? false));
};

async function init(context: CliContext, sample: boolean): Promise<void> {
  const { createWorkspace } = await import('../core/workspace/create.ts');
  const { defaultFolder, layoutOf } = await import('../core/workspace/layout.ts');
  const { folder } = layoutOf(context.workspace ?? defaultFolder());
  const info = await createWorkspace(folder, { sample });
  let queued = 0;
  if (sample) {
    const { fillWithSample } = await import('../core/workspace/sample.ts');
    const { sampleBundles } = await import('../../fixtures/sample.ts');
    queued = await withWorkspace({ ...context, workspace: folder }, { writable: true }, (workspace) =>
      fillWithSample(workspace, sampleBundles(Date.now())),
    );
  }
  await context.result({ workspace: folder, users: info.users, queued }, () =>
    [
      `Workspace made in ${folder}.`,
      `Users: ${info.users.map(({ id, role }) => `${id} (${role})`).join(', ')}.`,
      sample ? `${queued} sample reports are queued.` : 'The queue is empty.',
    ].join('\n'),
  );
}
