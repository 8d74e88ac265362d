import { z } from 'zod';
import { OUTCOMES } from '../../common/domain/decision.ts';
import { findSubPolicy, isPolicyCode } from '../../common/domain/taxonomy.ts';
import type { LogFilters, LogPageRow } from '../core/audit/audit-log.ts';
import { usage, type CliContext } from './context.ts';
import { csvLine } from './csv.ts';
import { OVERSEERS, withWorkspace } from './workspace.ts';

export interface ExportOptions {
  readonly format: string;
  readonly since?: string;
  readonly until?: string;
  readonly policy?: string;
  readonly actor?: string;
}

const TIME = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

const COLUMNS = [
  'index',
  'at',
  'kind',
  'actor',
  'caseId',
  'policy',
  'finding',
  'action',
  'label',
  'band',
  'handsOnMs',
] as const satisfies readonly (keyof LogPageRow['columns'])[];

/** Streams the log row by row, at the reader's pace; nothing is held but one page. */
export async function exportLog(context: CliContext, options: ExportOptions): Promise<void> {
  const { format } = options;
  if (format !== 'jsonl' && format !== 'csv') throw usage(`--format is jsonl or csv, not ${format}.`);
  if (format === 'csv' && context.json) throw usage('--json and --format csv exclude each other.');
  const filters = filtersOf(options);
  const { reachOf } = await import('../core/audit/handlers.ts');
  await withWorkspace(
    context,
    { writable: true, procedure: 'log.search', prefer: OVERSEERS },
    async ({ log }, { id: actor, role, grants }) => {
      const used = Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)]));
      await log.append({
        at: new Date().toISOString(),
        actor,
        event: { kind: 'log.exported', format, filters: used },
      });
      if (format === 'csv') await context.row(null, () => csvLine([...COLUMNS, 'event']));
      for await (const { columns, event } of log.exportRows(filters, reachOf({ id: actor, role, grants }))) {
        const row = { ...columns, event };
        await context.row(row, () =>
          format === 'csv'
            ? csvLine([...COLUMNS.map((name) => columns[name]), JSON.stringify(event)])
            : JSON.stringify(row),
        );
      }
    },
  );
}

function filtersOf({ since, until, policy, actor }: ExportOptions): LogFilters {
  const known =
    policy === undefined || isPolicyCode(policy) || findSubPolicy(policy) || Object.hasOwn(OUTCOMES, policy);
  if (!known) throw usage(`--policy: there is no policy ${policy}.`);
  return {
    ...(since === undefined ? {} : { since: timeOf(since, '--since') }),
    ...(until === undefined ? {} : { until: timeOf(until, '--until') }),
    ...(policy === undefined ? {} : { policy }),
    ...(actor === undefined ? {} : { actor }),
  };
}

/** A day or an RFC 3339 time; answers with RFC 3339 UTC in milliseconds, as the log has it. */
function timeOf(text: string, option: string): string {
  const known = TIME.safeParse(text);
  const time = known.success ? new Date(known.data) : null;
  if (time === null || Number.isNaN(time.getTime()))
    throw usage(`${option}: "${text}" is not a time such as 2026-01-31 or 2026-01-31T12:00:00Z.`);
  return time.toISOString();
}
