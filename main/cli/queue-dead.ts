import { ProblemError } from '../../common/errors.ts';
import type { RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet queue dead` and `queue requeue`: cases out of attempts, and the way back for them. */
export const registerQueueDead: RegisterCommand = (program, context) => {
  const queue = program.commands.find((command) => command.name() === 'queue') ?? program.command('queue');
  queue
    .command('dead')
    .description('cases that could not be finished within their attempts')
    .action(async () => {
      const surroundings = context();
      const cases = await withWorkspace(
        surroundings,
        { writable: false, procedure: 'quarantine.inspect' },
        ({ queue: port }) => port.dead(),
      );
      for (const found of cases) {
        await surroundings.row(
          found,
          () => `${found.caseId}  ${found.policy}  ${found.attempts} attempts at ${found.stage}`,
        );
      }
      if (cases.length === 0) surroundings.note('There are no dead cases.');
    });
  queue
    .command('requeue')
    .description('puts a dead case back with fresh attempts; for leads (--as)')
    .requiredOption('--case <id>', 'id of the case, as `queue dead` lists it')
    .action(async (options: { case: string }) => {
      const surroundings = context();
      const caseId = options.case;
      await withWorkspace(
        surroundings,
        { writable: true, procedure: 'quarantine.release' },
        async ({ queue: port }, user) => {
          const entry = {
            at: new Date().toISOString(),
            actor: user.id,
            event: { kind: 'case.requeued', case: caseId },
          } as const;
          if (!(await port.requeue(caseId, entry)))
            throw new ProblemError('NO_SUCH_CASE', `There is no dead case ${caseId}. See: quintet queue dead.`);
        },
      );
      await surroundings.result({ requeued: true, caseId }, () => `Case ${caseId} is back in the queue.`);
    });
};
