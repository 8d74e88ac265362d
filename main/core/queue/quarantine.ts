import type { LogDraft } from '../../../common/domain/log.ts';
import type { Database } from '../../db/client.ts';
import type { QuarantineList } from '../../db/queries/quarantine.ts';

/** A bundle that was refused before it reached the queue. */
export interface RefusedBundle {
  readonly raw: Uint8Array;
  readonly code: string;
  /** Path of the offending field, or null. */
  readonly field: string | null;
  readonly bundleId: string | null;
  /** How it came: `report`, `import`, `sample`. */
  readonly via: string;
  readonly entry: LogDraft;
}

/** The visible lane of what was refused. Lists show code and size, never content. */
export interface QuarantineStore {
  /** Keeps the raw bytes and the code; row and log entry are durable together. */
  add(bundle: RefusedBundle): Promise<{ index: number }>;
  /** Newest first. */
  list(limit: number): Promise<QuarantineList>;
}

export function createQuarantine(database: Database): QuarantineStore {
  return {
    add: (bundle) => database.call('quarantine.add', bundle),
    list: (limit) => database.call('quarantine.list', { limit }),
  };
}
