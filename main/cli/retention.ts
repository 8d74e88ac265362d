import { retentionRules, type RetentionRules } from '../../common/contract/retention.ts';
import { isPolicyCode, POLICY_CODES } from '../../common/domain/taxonomy.ts';
import type { Workspace } from '../core/workspace/open.ts';
import { usage, type RegisterCommand } from './context.ts';
import { givenReason } from './reason.ts';
import { withWorkspace } from './workspace.ts';

interface SetOptions {
  readonly defaultDays?: string;
  readonly quarantineDays?: string;
  readonly policy?: readonly string[];
}

/** `quintet retention show|set|run` and `quintet hold set|lift`: how long content is kept, and what is kept longer. */
export const registerRetention: RegisterCommand = (program, context) => {
  const retention = program.command('retention').description('how long the content of cases is kept');

  retention
    .command('show')
    .description('rules, what is due, the last run, and cases on hold')
    .action(async () => {
      const surroundings = context();
      const state = await withWorkspace(
        surroundings,
        { writable: false, procedure: 'retention.get' },
        async (workspace, person) => {
          const { retentionState } = await import('../core/retention/retention.ts');
          return retentionState(workspace, person, Date.now());
        },
      );
      await surroundings.result(state, () => {
        const { rules, due, erasedSoFar, lastRun, holds } = state;
        return [
          inWords(rules),
          `Due now: ${due.cases} cases and ${due.quarantined} in quarantine; ${due.held} more are kept by a hold.`,
          `Erased so far: ${erasedSoFar}. Last run: ${lastRun?.at ?? 'none yet'}.`,
          ...holds.map(({ caseId, by, at, reason }) => `hold  ${caseId}  by ${by}  ${at}  ${reason}`),
        ].join('\n');
      });
    });

  retention
    .command('set')
    .description('changes the rules; what is not named stays as it is. For admins (--as)')
    .option('--default-days <n>', 'days for every policy without a rule of its own')
    .option('--quarantine-days <n>', 'days in quarantine')
    .option('--policy <rule...>', 'CODE=DAYS, or CODE=default to drop the rule of a policy')
    .action(async (options: SetOptions) => {
      const surroundings = context();
      const done = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'retention.set' },
        async (workspace, person) => {
          const rules = await changedRules(workspace, options);
          const { setRules } = await import('../core/retention/retention.ts');
          return { rules, ...(await setRules(workspace, person, rules, Date.now())) };
        },
      );
      await surroundings.result(done, () => inWords(done.rules));
    });

  retention
    .command('run')
    .description('erases what is due now. For admins (--as)')
    .action(async () => {
      const surroundings = context();
      const run = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'retention.run' },
        async (workspace, person) => {
          const { applyRetention } = await import('../core/retention/retention.ts');
          return applyRetention(workspace, { actor: person.id, now: Date.now });
        },
      );
      await surroundings.result(run, () => `${run.erased} erased; ${run.held} are due but kept by a hold.`);
    });

  const hold = program.command('hold').description('legal holds: a held case is not erased. For leads (--as)');
  for (const what of ['set', 'lift'] as const)
    hold
      .command(what)
      .description(what === 'set' ? 'keeps a case whatever the rules say' : 'lets the rules apply to a case again')
      .requiredOption('--case <id>', 'id of the case, as the log names it')
      .requiredOption('--reason <text>', 'why')
      .action(async (options: { case: string; reason: string }) => {
        const surroundings = context();
        const request = { caseId: options.case, reason: givenReason(options.reason) };
        const { index } = await withWorkspace(
          surroundings,
          { writable: true, procedure: `hold.${what}` },
          async (workspace, person) => {
            const { setHold, liftHold } = await import('../core/retention/erasure.ts');
            const change = what === 'set' ? setHold : liftHold;
            return change(workspace, { ...request, person, now: Date.now() });
          },
        );
        await surroundings.result(
          { held: what === 'set', index },
          () => `${what === 'set' ? 'On hold' : 'Hold lifted'}; log entry ${index}.`,
        );
      });
};

function inWords({ defaultDays, byPolicy, quarantineDays }: RetentionRules): string {
  const own = Object.entries(byPolicy).map(([policy, days]) => `, ${policy} ${days}`);
  return `Content is kept ${defaultDays} days after the decision${own.join('')}; ${quarantineDays} days in quarantine.`;
}

async function changedRules({ keys }: Workspace, options: SetOptions): Promise<RetentionRules> {
  const { rulesOf } = await import('../core/retention/rules.ts');
  const before = rulesOf(keys);
  const byPolicy = new Map(Object.entries(before.byPolicy));
  for (const rule of options.policy ?? []) {
    const [code = '', days = ''] = rule.split('=');
    if (!isPolicyCode(code))
      throw usage(`--policy ${rule}: there is no policy ${code}. There are: ${POLICY_CODES.join(', ')}.`);
    if (days === 'default') byPolicy.delete(code);
    else byPolicy.set(code, numberOfDays(`--policy ${rule}`, days));
  }
  const { defaultDays, quarantineDays } = options;
  return retentionRules.parse({
    byPolicy: Object.fromEntries(byPolicy),
    defaultDays: defaultDays === undefined ? before.defaultDays : numberOfDays('--default-days', defaultDays),
    quarantineDays:
      quarantineDays === undefined ? before.quarantineDays : numberOfDays('--quarantine-days', quarantineDays),
  });
}

function numberOfDays(option: string, given: string): number {
  const days = /^\d{1,4}$/u.test(given) ? Number(given) : 0;
  if (days >= 1 && days <= 3650) return days;
  throw usage(`${option}: the days are a whole number from 1 to 3650.`);
}
