import type { RegisterCommand } from './context.ts';
import { givenReason } from './reason.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet appeal`: reopens a decided case for a lead who did not decide it. */
export const registerAppeal: RegisterCommand = (program, context) => {
  program
    .command('appeal')
    .description('reopens a decided case; whoever decided it is not given it again. For leads (--as)')
    .requiredOption('--case <id>', 'id of the case, as the log names it')
    .requiredOption('--reason <text>', 'what the appeal stands on; shown to whoever decides it')
    .action(async (options: { case: string; reason: string }) => {
      const surroundings = context();
      const reason = givenReason(options.reason);
      const { index } = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'appeal.open' },
        async (workspace, person) => {
          const { openAppeal } = await import('../core/review/appeal.ts');
          return openAppeal(workspace, options.case, { reason, by: person, now: Date.now() });
        },
      );
      await surroundings.result({ opened: options.case, index }, () => `The appeal is open; log entry ${index}.`);
    });
};
