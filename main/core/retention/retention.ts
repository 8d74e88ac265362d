import { setTimeout as pause } from 'node:timers/promises';
import type { Output } from '../../../common/contract.ts';
import { caseCode } from '../../../common/domain/case-view.ts';
import type { LogEvent } from '../../../common/domain/log.ts';
import { isRestricted } from '../../../common/domain/roles.ts';
import type { Person } from '../access/people.ts';
import { entryBy } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import type { Workspace } from '../workspace/open.ts';
import { emptyWal } from './erasure.ts';
import { daysOf, rulesOf, type RetentionRules } from './rules.ts';

/** Most cases erased in one transaction. */
const BATCH = 200;

/** Milliseconds one transaction takes at most, about: a decision made meanwhile waits no longer than that. */
const BUDGET_MS = 15;

export interface RetentionRun {
  readonly erased: number;
  /** Due, but kept by a hold. */
  readonly held: number;
}

export interface RunOptions {
  /** Who runs it: a person, or `quintet` on its own. */
  readonly actor: string;
  readonly now: () => number;
  /** Ends the run after the batch under way; what was erased stays erased and logged. */
  readonly signal?: AbortSignal;
  /** A run that finds nothing leaves no trace. */
  readonly quietWhenIdle?: boolean;
}

/**
 * Applies the rules: erases what is due, in small transactions with a breath between them, and records the run. Holds
 * keep what they keep.
 */
export async function applyRetention(workspace: Workspace, options: RunOptions): Promise<RetentionRun> {
  const { database, keys } = workspace;
  const days = daysOf(rulesOf(keys));
  const erased = { cases: 0, quarantined: 0 };
  for (let found = true; found && options.signal?.aborted !== true;) {
    const due = await database.call('retention.due', { now: options.now(), days, limit: BATCH });
    const cases = await eraseAll(workspace, options, due.cases, (part) => ({ cases: part, quarantined: [] }));
    const items = await eraseAll(workspace, options, due.quarantined, (part) => ({ cases: [], quarantined: part }));
    erased.cases += cases;
    erased.quarantined += items;
    found = cases + items > 0;
  }
  const now = options.now();
  const { held } = await database.call('retention.count', { now, days });
  const run = { erased: erased.cases + erased.quarantined, held };
  if (run.erased > 0 || options.quietWhenIdle !== true)
    await record(workspace, options.actor, now, run, { kind: 'retention.applied', ...erased, held });
  if (run.erased > 0) await emptyWal(workspace);
  return run;
}

/** Hands a list to the database in batches until every one of it was looked at. */
async function eraseAll<Due>(
  { database }: Workspace,
  { now, signal }: RunOptions,
  list: readonly Due[],
  batchOf: (part: readonly Due[]) => {
    cases: readonly { id: number; since: number }[];
    quarantined: readonly number[];
  },
): Promise<number> {
  let erased = 0;
  for (let from = 0; from < list.length && signal?.aborted !== true;) {
    const time = now();
    const at = new Date(time).toISOString();
    const start = performance.now();
    const batch = { ...batchOf(list.slice(from)), now: time, at, budgetMs: BUDGET_MS };
    const done = await database.call('retention.erase', batch);
    erased += done.erased;
    from += done.handled;
    // As long as the batch took, so that whoever decides has the database at least half of the time.
    await pause(performance.now() - start);
  }
  return erased;
}

async function record(
  { keys }: Workspace,
  actor: string,
  now: number,
  run: RetentionRun,
  event: LogEvent,
): Promise<void> {
  const at = new Date(now).toISOString();
  await keys.change({
    settings: [{ name: SETTINGS.retentionLastRun, value: JSON.stringify({ at, ...run }) }],
    entries: [{ at, actor, event }],
  });
}

/** Sets the rules, with the entry that says so. */
export function setRules(
  { keys }: Workspace,
  person: Pick<Person, 'id'>,
  rules: RetentionRules,
  now: number,
): Promise<{ index: number }> {
  const value = JSON.stringify(rules);
  return keys.change({
    settings: [{ name: SETTINGS.retentionRules, value }],
    entries: [entryBy(person, now, { kind: 'setting.changed', setting: SETTINGS.retentionRules, value })],
  });
}

/** Rules, what is due, and the holds on cases this person may know of. */
export async function retentionState(
  { database, keys }: Workspace,
  person: Pick<Person, 'grants'>,
  now: number,
): Promise<Output<'retention.get'>> {
  const rules = rulesOf(keys);
  const [due, erasedSoFar, holds] = await Promise.all([
    database.call('retention.count', { now, days: daysOf(rules) }),
    database.call('retention.erased', {}),
    database.call('hold.list', {}),
  ]);
  const known = holds.filter(({ policy }) => !isRestricted(policy) || person.grants.some((grant) => grant === policy));
  return {
    rules,
    due,
    erasedSoFar,
    lastRun: keys.setting(SETTINGS.retentionLastRun) as Output<'retention.get'>['lastRun'],
    holds: known.map(({ caseId, reason, by, at }) => ({ caseId, code: caseCode(caseId), reason, by, at })),
  };
}
