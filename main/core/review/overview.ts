import type { Output } from '../../../common/contract.ts';
import { isRestricted } from '../../../common/domain/roles.ts';
import { DUE_MINUTES, isPolicyCode, POLICY_CODES, policyOf, type PolicyCode } from '../../../common/domain/taxonomy.ts';
import type { Person } from '../access/people.ts';
import type { QueuePort } from '../queue/port.ts';
import type { CaseStore } from './case-store.ts';

/** Minutes of grave content (S0, S1) a person should see in a day. */
export const EXPOSURE_BUDGET_MINUTES = 45;

export interface OverviewOptions {
  readonly queue: QueuePort;
  readonly cases: CaseStore;
  readonly actor: Pick<Person, 'id' | 'grants'>;
  readonly now: () => number;
  readonly health: () => Output<'queue.overview'>['health'];
}

/** Everything the left column shows, read in one go. */
export async function queueOverview(options: OverviewOptions): Promise<Output<'queue.overview'>> {
  const { queue, cases, actor, now } = options;
  const time = now();
  const since = startOfDay(time);
  const [stats, shift, usedMinutes, skippedByYou] = await Promise.all([
    queue.stats(),
    cases.shift(actor.id, since),
    cases.exposureMinutes(actor.id, since),
    cases.skippedBy(actor.id),
  ]);
  const hidden = (policy: PolicyCode): boolean =>
    isRestricted(policy) && !actor.grants.some((grant) => grant === policy);
  // The lane somebody may not see must not show through the total either.
  const withheld = POLICY_CODES.filter(hidden).reduce((sum, policy) => sum + (stats.byPolicy[policy]?.ready ?? 0), 0);
  const queues = POLICY_CODES.flatMap((policy) => {
    const counted = stats.byPolicy[policy];
    if (!counted || !isPolicyCode(policy) || hidden(policy)) return [];
    const due = counted.oldestReceivedAt + DUE_MINUTES[policyOf(policy).severity] * 60_000;
    return [
      {
        policy,
        ready: counted.ready,
        oldestReceivedAt: new Date(counted.oldestReceivedAt).toISOString(),
        dueAt: new Date(due).toISOString(),
        overdue: due < time,
      },
    ];
  });
  return {
    ready: stats.ready - withheld,
    unscored: stats.unscored,
    queues,
    lanes: {
      escalated: stats.escalated,
      deferred: stats.delayed,
      quarantined: stats.quarantined,
      dead: stats.dead,
    },
    refusedDuplicates: stats.duplicates,
    skippedByYou,
    shift,
    exposure: { usedMinutes, budgetMinutes: EXPOSURE_BUDGET_MINUTES },
    health: options.health(),
  };
}

/** RFC 3339 time at which this machine's local day began. */
function startOfDay(time: number): string {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}
