import type { CliContext, RegisterCommand } from './context.ts';
import { givenPassphrase } from './passphrase.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet init`: makes a workspace with keys, database and first people, and a sample queue if asked. */
export const registerInit: RegisterCommand = (program, context) => {
  program
    .command('init')
    .description('make a workspace: keys, encrypted database, first people')
    .option('--sample', 'add the sample queue and the sample people; needs no passphrase')
    .action((options: { sample?: boolean }) => init(context(), options.sample ?? false));
};

async function init(context: CliContext, sample: boolean): Promise<void> {
  const { createWorkspace } = await import('../core/workspace/create.ts');
  const { defaultFolder, layoutOf } = await import('../core/workspace/layout.ts');
  const { folder } = layoutOf(context.workspace ?? defaultFolder());
  const passphrase = sample ? null : await givenPassphrase(context, 'First passphrase (at least 12 characters): ');
  const { people } = await createWorkspace(folder, { sample, passphrase });
  const users = people.map(({ id, role }) => ({ id, role }));
  let queued = 0;
  if (sample) {
    const { fillWithSample } = await import('../core/workspace/sample.ts');
    const { sampleBundles } = await import('../../fixtures/sample.ts');
    const inside = { ...context, workspace: folder, actor: null };
    queued = await withWorkspace(inside, { writable: true, procedure: null }, (workspace) =>
      fillWithSample(workspace, sampleBundles(Date.now())),
    );
  }
  await context.result({ workspace: folder, users, queued }, () =>
    [
      `Workspace made in ${folder}.`,
      `People: ${users.map(({ id, role }) => `${id} (${role})`).join(', ')}.`,
      sample
        ? `${queued} sample reports are queued. A sample protects nothing: its passphrase is public.`
        : 'The queue is empty. Everybody starts with this passphrase: each has to change it before approving anything.',
    ].join('\n'),
  );
}
