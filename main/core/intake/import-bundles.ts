import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { MAX_SEALED_BYTES } from '../../../common/domain/sealed-bundle.ts';
import { acceptBundle, type IntakeDeps } from './accept.ts';
import { readLines } from './lines.ts';

export interface ImportTally {
  read: number;
  queued: number;
  duplicate: number;
  quarantined: number;
  /** Quarantined bundles by code. */
  codes: Partial<Record<QuarantineCode, number>>;
}

export function emptyTally(): ImportTally {
  return { read: 0, queued: 0, duplicate: 0, quarantined: 0, codes: {} };
}

/** A line is kept whole up to this many bytes; of a longer one quarantine keeps the beginning and the true size. */
const LINE_LIMIT = MAX_SEALED_BYTES + 64 * 1024;

const SPACE = 0x20;

/**
 * Takes in a stream of bundles, one JSON document a line; blank lines are passed over. Every line counted in the tally
 * is durable, so the tally is right even when a storage problem ends the import with an exception.
 * @param tally counts are added to it
 * @param onRefused told about every quarantined line
 */
export async function importBundles(
  stream: AsyncIterable<Uint8Array>,
  deps: IntakeDeps,
  tally: ImportTally,
  onRefused: (line: number, code: QuarantineCode, field: string | null) => void,
): Promise<void> {
  for await (const { number, bytes, total } of readLines(stream, LINE_LIMIT)) {
    if (total === bytes.length && bytes.every((byte) => byte <= SPACE)) continue;
    const accepted = await acceptBundle(bytes, deps, total);
    tally.read += 1;
    tally[accepted.outcome] += 1;
    if (accepted.outcome === 'quarantined') {
      tally.codes[accepted.code] = (tally.codes[accepted.code] ?? 0) + 1;
      onRefused(number, accepted.code, accepted.field);
    }
  }
}
