import { usage, type RegisterCommand } from './context.ts';
import { OVERSEERS, withWorkspace } from './workspace.ts';

const DAY_MS = 24 * 60 * 60_000;
const MOST_REVEALS = 10_000;

/** `quintet reveals report|limit`: who reads how much, and how much one person may. */
export const registerReveals: RegisterCommand = (program, context) => {
  const reveals = program.command('reveals').description('who reveals how much, and the limit for one person');

  reveals
    .command('report')
    .description('opened, revealed, decided and left cases by person. For leads and auditors (--as)')
    .option('--days <n>', 'days to look back', wholeNumber, 7)
    .action(async ({ days }: { days: number }) => {
      const surroundings = context();
      const report = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'exposure.reveals', prefer: OVERSEERS },
        async (workspace, person) => {
          const { revealReport } = await import('../core/exposure/exposure.ts');
          const now = Date.now();
          return revealReport(workspace, person, new Date(now - days * DAY_MS).toISOString(), now);
        },
      );
      await surroundings.result(report, () =>
        [
          `One person may reveal ${report.revealsPerHour} texts within an hour.`,
          ...report.people.map(
            (one) =>
              `${one.id}: opened ${one.opened}, revealed ${one.reveals}, decided ${one.decided}, left ${one.leftUndecided} (${one.revealedUndecided} of them revealed), refused ${one.refusedByLimit}${one.standsOut ? '; far above the rest of the team' : ''}`,
          ),
          ...report.cases.map(({ code, actor, at }) => `left after a reveal  ${code}  ${actor}  ${at}`),
        ].join('\n'),
      );
    });

  reveals
    .command('limit')
    .description('sets how many texts one person may reveal within an hour. For admins (--as)')
    .argument('<n>', 'a number; 0 switches revealing off', wholeNumber)
    .action(async (limit: number) => {
      const surroundings = context();
      const done = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'exposure.setLimit' },
        async (workspace, person) => {
          const { setRevealsPerHour } = await import('../core/exposure/exposure.ts');
          return setRevealsPerHour(workspace, person, limit, Date.now());
        },
      );
      await surroundings.result(
        { revealsPerHour: limit, ...done },
        () => `From now on one person may reveal ${limit} texts within an hour.`,
      );
    });
};

/** @throws ProblemError USAGE */
function wholeNumber(text: string): number {
  if (/^\d{1,5}$/u.test(text) && Number(text) <= MOST_REVEALS) return Number(text);
  throw usage(`A whole number from 0 to ${MOST_REVEALS} is needed, not “${text.slice(0, 20)}”.`);
}
