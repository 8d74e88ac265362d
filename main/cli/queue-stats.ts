import type { QueueStats } from '../core/queue/port.ts';
import type { RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet queue stats`: what the queue holds. */
export const registerQueueStats: RegisterCommand = (program, context) => {
  const queue = program.commands.find((command) => command.name() === 'queue') ?? program.command('queue');
  queue.description('the report queue');
  queue
    .command('stats')
    .description('what the queue holds')
    .action(async () => {
      const surroundings = context();
      const stats = await withWorkspace(surroundings, { writable: false, procedure: null }, ({ queue: port }) =>
        port.stats(),
      );
      await surroundings.result(documentOf(stats), () => sentenceOf(stats));
    });
};

function documentOf(stats: QueueStats): Record<string, unknown> {
  const byPolicy = Object.fromEntries(
    Object.entries(stats.byPolicy).map(([policy, { ready, oldestReceivedAt }]) => [
      policy,
      { ready, oldestReceivedAt: new Date(oldestReceivedAt).toISOString() },
    ]),
  );
  return { ...stats, byPolicy };
}

function sentenceOf(stats: QueueStats): string {
  const { ready, unscored, leased, delayed, escalated, dead, quarantined, settling, decided, duplicates } = stats;
  const oldest = stats.oldestReadySeconds === null ? '' : `, the oldest for ${stats.oldestReadySeconds} s`;
  const lines = [
    `${ready} ready${oldest}; ${unscored} of them still to be scored`,
    `${leased} in review, ${delayed} deferred, ${escalated} escalated, ${settling} within their undo time`,
    `${decided} decided, ${dead} dead, ${quarantined} in quarantine, ${duplicates} duplicates refused`,
  ];
  for (const [policy, counted] of Object.entries(stats.byPolicy)) lines.push(`  ${policy}: ${counted.ready} ready`);
  return lines.join('\n');
}
