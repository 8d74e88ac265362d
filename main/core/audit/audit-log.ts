import type { LogDraft } from '../../../common/domain/log.ts';
import type { Database } from '../../db/client.ts';
import type { IndexedColumns, LogFilters, LogPageRow, SearchPage } from '../../db/queries/log.ts';

export type { IndexedColumns, LogFilters, LogPageRow, SearchPage } from '../../db/queries/log.ts';

const EXPORT_PAGE = 500;

/** The log as the rest of Quintet sees it: it grows, it is searched, it is proven. */
export interface AuditLog {
  /** Appends one entry durably. What is to be shown afterwards is only shown when this has resolved. */
  append(draft: LogDraft): Promise<{ index: number }>;
  /** Newest first; `before` is the index to continue from. Times are half-open, `[since, until)`. */
  search(filters: LogFilters, before: number | null, limit: number): Promise<SearchPage>;
  /** Every entry of one case, oldest first. */
  caseEntries(caseId: string): Promise<LogPageRow[]>;
  /** Every row that matches, oldest first, up to the size the log had at the start; read page by page. */
  exportRows(filters: LogFilters): AsyncIterable<LogPageRow>;
  /** Why the log was found damaged when it was opened; null while it is sound. */
  readonly damaged: string | null;
}

export type LogRowColumns = IndexedColumns;

/** The log in the workspace's own database. */
export function createAuditLog(database: Database): AuditLog {
  const { call } = database;
  return {
    append: (draft) => call('log.append', { draft }),
    search: (filters, before, limit) => call('log.search', { filters, before, limit }),
    caseEntries: (caseId) => call('log.case', { caseId }),
    exportRows: async function* (filters) {
      const upTo = (await call('log.size', {})) - 1;
      for (let after = -1; ;) {
        const rows = await call('log.page', { filters, after, upTo, limit: EXPORT_PAGE });
        yield* rows;
        const last = rows.at(-1);
        if (!last || rows.length < EXPORT_PAGE) return;
        after = last.columns.index;
      }
    },
    damaged: database.damaged,
  };
}
