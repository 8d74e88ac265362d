import type { Database } from '../../db/client.ts';
import type { ContentPage } from '../../db/queries/verify-content.ts';

const PAGE = 500;
/** Findings named in words; the count of the others is given. */
const NAMED_FINDINGS = 20;

/** Outcome of comparing the stored cases with the log. */
export interface ContentReport {
  readonly ok: boolean;
  readonly checkedCases: number;
  /** Of those, how many were erased, with an entry that says so. */
  readonly erased: number;
  readonly problems: string[];
}

/**
 * Compares every stored case with its entries: the bundle is the one that came in, none is missing, none is without an
 * entry, and states are those the log tells of. Runs in a reader of its own, page by page.
 */
export async function verifyContent(database: Database): Promise<ContentReport> {
  const reader = await database.extraReader();
  try {
    let [checkedCases, erased, found] = [0, 0, 0];
    const problems: string[] = [];
    for (let after: number | null = -1; after !== null;) {
      const page: ContentPage = await reader.call('log.verifyContent', { after, limit: PAGE });
      checkedCases += page.checked;
      erased += page.erased;
      found += page.problems.length;
      for (const { index, problem } of page.problems)
        if (problems.length < NAMED_FINDINGS) problems.push(`Entry ${index}: ${problem}.`);
      after = page.next;
    }
    if (found > problems.length) problems.push(`… and ${found - problems.length} more.`);
    return { ok: found === 0, checkedCases, erased, problems };
  } finally {
    await reader.close();
  }
}
