import { availableParallelism } from 'node:os';
import type { Database } from '../../db/client.ts';
import type { Finding } from '../../db/queries/verify.ts';

/** Entries whose signatures one job checks. */
const SIGNATURES_PER_JOB = 5_000;
const MAX_READERS = 4;
/** Findings named in words; the count of the others is given. */
const NAMED_FINDINGS = 20;

export interface VerifyOptions {
  /** Check every signature, also those an earlier full verification has checked and whose entries are unchanged. */
  readonly everySignature?: boolean;
}

/** Outcome of a verification; the first ten fields are a stable interface of the command line and the window. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly size: number;
  /** Merkle root of the whole log, hex. */
  readonly root: string;
  readonly checkedEntries: number;
  /** Index of the first entry that is wrong or missing; null when all is well or the place cannot be told. */
  readonly firstBadIndex: number | null;
  readonly problems: string[];
  readonly ms: number;
  /** Time of the first entry. */
  readonly since: string | null;
}

export interface FullVerifyReport extends VerifyReport {
  /** Signatures checked now, and those checked by an earlier verification whose entries are provably unchanged. */
  readonly signatures: { readonly checked: number; readonly checkedBefore: number };
}

/**
 * Checks the whole log: leaves, tree, columns and checkpoint in one pass, then the signatures on as many cores as
 * there are. A clean run is remembered in a signed note, so that the next one checks only newer signatures; when
 * anything is wrong every signature is checked, because they tell where.
 */
export async function verifyLog(database: Database, options: VerifyOptions = {}): Promise<FullVerifyReport> {
  const start = performance.now();
  const first = await database.extraReader();
  const readers = [first];
  try {
    const tree = await first.call('log.verifyTree', {});
    const findings = [...tree.findings];
    const skip = options.everySignature === true ? 0 : tree.verifiedBefore;
    const jobs = jobsOf(skip, tree.size);
    while (readers.length < Math.min(MAX_READERS, availableParallelism(), jobs.length))
      readers.push(await database.extraReader());
    let checked = 0;
    await Promise.all(
      readers.map(async (reader) => {
        for (let job = jobs.shift(); job; job = jobs.shift()) {
          const report = await reader.call('log.verifySignatures', job);
          checked += report.checked;
          findings.push(...report.findings);
        }
      }),
    );
    const ok = findings.length === 0;
    if (ok && checked > 0 && database.writable)
      await database.call('log.verified', { size: tree.size, root: tree.root });
    return {
      ok,
      size: tree.size,
      root: tree.root,
      checkedEntries: tree.checkedEntries,
      firstBadIndex: firstIndex(findings),
      problems: inWords(findings),
      ms: Math.round((performance.now() - start) * 10) / 10,
      since: tree.since,
      signatures: { checked, checkedBefore: skip },
    };
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

function jobsOf(from: number, size: number): { from: number; to: number }[] {
  const jobs = [];
  for (let start = from; start < size; start += SIGNATURES_PER_JOB)
    jobs.push({ from: start, to: Math.min(start + SIGNATURES_PER_JOB, size) });
  return jobs;
}

function firstIndex(findings: readonly Finding[]): number | null {
  const indexes = findings.flatMap(({ index }) => (index === null ? [] : [index]));
  return indexes.length === 0 ? null : indexes.reduce((least, index) => Math.min(least, index));
}

function inWords(findings: readonly Finding[]): string[] {
  const ordered = [...findings].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
  const sentences = [...new Set(ordered.map(({ sentence }) => sentence))];
  const rest = sentences.length - NAMED_FINDINGS;
  return rest > 0 ? [...sentences.slice(0, NAMED_FINDINGS), `… and ${rest} more.`] : sentences;
}
