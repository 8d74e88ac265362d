import { givenReason } from './reason.ts';
import type { RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet erase`: erases the content of one case for good. */
export const registerErase: RegisterCommand = (program, context) => {
  program
    .command('erase')
    .description('erases the content of one case for good; the log and the figures stay. For leads (--as)')
    .requiredOption('--case <id>', 'id of the case, as the log names it')
    .requiredOption('--reason <text>', 'why; kept beside the log, so it should not repeat the content')
    .action(async (options: { case: string; reason: string }) => {
      const surroundings = context();
      const request = { caseId: options.case, reason: givenReason(options.reason) };
      const { index, emptied } = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'case.erase' },
        async (workspace, person) => {
          const { eraseCase } = await import('../core/retention/erasure.ts');
          return eraseCase(workspace, { ...request, person, now: Date.now() });
        },
      );
      if (!emptied)
        surroundings.note('Another program reads the workspace: the old bytes leave the disk when it ends.');
      await surroundings.result({ erased: true, index }, () => `Erased; log entry ${index}.`);
    });
};
