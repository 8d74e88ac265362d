import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Database } from '../../db/client.ts';
import type { QuarantineItem, QuarantineList } from '../../db/queries/quarantine.ts';
import type { KeyStore } from '../keys/key-store.ts';

export type { QuarantineItem, QuarantineList } from '../../db/queries/quarantine.ts';

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
  /** Keeps the raw bytes sealed, and the code; row and log entry are durable together. */
  add(bundle: RefusedBundle): Promise<{ index: number }>;
  /** Newest first. */
  list(limit: number): Promise<QuarantineList>;
  /**
   * One item; `raw` holds the bytes as they came in, null when the item is a case that was refused later on.
   * @throws ProblemError NO_SUCH_ITEM
   */
  item(id: number): Promise<QuarantineItem>;
}

/** What the raw bytes are sealed for: they open only as the item they were stored as. */
function purposeOf({ at, code }: { readonly at: string; readonly code: string }): string {
  return `quarantine/${at}/${code}`;
}

export function createQuarantine(database: Database, keys: Pick<KeyStore, 'seal' | 'open'>): QuarantineStore {
  return {
    add: (bundle) => {
      const purpose = purposeOf({ at: bundle.entry.at, code: bundle.code });
      return database.call('quarantine.add', { ...bundle, raw: keys.seal(purpose, bundle.raw) });
    },
    list: (limit) => database.call('quarantine.list', { limit }),
    item: async (id) => {
      const item = await database.call('quarantine.item', { id });
      if (item === null) throw new ProblemError('NO_SUCH_ITEM', `There is no item ${id} in quarantine any more.`);
      return item.raw === null ? item : { ...item, raw: keys.open(purposeOf(item), item.raw) };
    },
  };
}
