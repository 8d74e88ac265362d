import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Database } from '../../db/client.ts';
import type { LogFilters, LogPageRow, LogReach, SearchPage } from '../../db/queries/log.ts';
import { formatProof } from '../../tlog/proof.ts';
import { verifyContent, type ContentReport } from './verify-content.ts';
import { verifyLog, type FullVerifyReport, type VerifyOptions, type VerifyReport } from './verify-log.ts';

export type { IndexedColumns, LogFilters, LogPageRow, LogReach, SearchPage } from '../../db/queries/log.ts';
export type { FullVerifyReport, VerifyReport } from './verify-log.ts';

const EXPORT_PAGE = 500;

/** The reach of the program itself, and of whoever sees everything. */
export const WHOLE_LOG: LogReach = { actor: null, cases: true, hiddenPolicies: [] };

/** The signed state of the log. */
export interface SignedCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** Merkle root, hex. */
  readonly root: string;
  /** The signed note, text. */
  readonly note: string;
}

/** The log as the rest of Quintet sees it: it grows, it is searched, it is proven. */
export interface AuditLog {
  /** Appends one entry durably. What is to be shown afterwards is only shown when this has resolved. */
  append(draft: LogDraft): Promise<{ index: number }>;
  /** Newest first; `before` is the index to continue from. Times are half-open, `[since, until)`. */
  search(filters: LogFilters, before: number | null, limit: number, reach?: LogReach): Promise<SearchPage>;
  /** Every entry of one case, oldest first. */
  caseEntries(caseId: string): Promise<LogPageRow[]>;
  /** Every row that matches, oldest first, up to the size the log had at the start; read page by page. */
  exportRows(filters: LogFilters, reach?: LogReach): AsyncIterable<LogPageRow>;
  /** Checks the whole log; the short form the window shows. */
  verify(): Promise<VerifyReport>;
  /** Checks the whole log and says how many signatures were checked now and before. */
  verifyFully(options?: VerifyOptions): Promise<FullVerifyReport>;
  /** Compares every stored case with what the log says came in. */
  verifyContent(): Promise<ContentReport>;
  /** Signs the current size and root, and writes the checkpoint file. */
  checkpoint(): Promise<SignedCheckpoint>;
  /** The `.tlog-proof` of one entry under the current checkpoint. @throws ProblemError BAD_INPUT for an unknown index */
  proof(index: number): Promise<{ text: string; checkpoint: SignedCheckpoint }>;
  /** Why the log was found damaged when it was opened; null while it is sound. */
  readonly damaged: string | null;
}

/** The log in the workspace's own database. */
export function createAuditLog(database: Database): AuditLog {
  const { call } = database;
  return {
    append: (draft) => call('log.append', { draft }),
    search: (filters, before, limit, reach = WHOLE_LOG) => call('log.search', { filters, before, limit, reach }),
    caseEntries: (caseId) => call('log.case', { caseId }),
    exportRows: async function* (filters, reach = WHOLE_LOG) {
      const upTo = (await call('log.size', {})) - 1;
      for (let after = -1; ;) {
        const rows = await call('log.page', { filters, reach, after, upTo, limit: EXPORT_PAGE });
        yield* rows;
        const last = rows.at(-1);
        if (!last || rows.length < EXPORT_PAGE) return;
        after = last.columns.index;
      }
    },
    verify: async () => {
      const { ok, size, root, checkedEntries, firstBadIndex, problems, ms, since } = await verifyLog(database);
      return { ok, size, root, checkedEntries, firstBadIndex, problems, ms, since };
    },
    verifyFully: (options) => verifyLog(database, options),
    verifyContent: () => verifyContent(database),
    checkpoint: () => call('log.checkpoint', {}),
    proof: async (index) => {
      if (!Number.isSafeInteger(index) || index < 0)
        throw new ProblemError('BAD_INPUT', 'The index of a log entry is a whole number from 0 on.');
      const checkpoint = await call('log.checkpoint', {});
      const { entry, path } = await call('log.proof', { index, size: checkpoint.size });
      return { text: formatProof({ entry, index, path, checkpoint: checkpoint.note }), checkpoint };
    },
    damaged: database.damaged,
  };
}
