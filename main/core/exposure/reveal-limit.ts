import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { Database } from '../../db/client.ts';
import { SETTINGS, type KeyStore } from '../keys/key-store.ts';

/** Reveals of one person within a rolling hour while the workspace has no setting of its own. */
export const FIRST_REVEALS_PER_HOUR = 240;

const HOUR_MS = 60 * 60_000;

/** Where reveals are logged, and refused when they become too many. */
export interface RevealLog {
  /**
   * Logs a `message.revealed` entry durably; what it names is shown only when this has resolved.
   * @throws ProblemError REVEAL_LIMIT when the person has revealed too much within the hour; the refusal is logged
   */
  reveal(entry: LogDraft): Promise<void>;
}

/** How much one person may reveal within an hour; the setting of the workspace, a whole number from 0 on. */
export function revealsPerHour(keys: Pick<KeyStore, 'setting'>): number {
  const value = keys.setting(SETTINGS.revealsPerHour);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : FIRST_REVEALS_PER_HOUR;
}

/** Counts by the log, so that the hour outlives a restart, a lock and a second window. */
export function createRevealLog(database: Pick<Database, 'call'>, keys: Pick<KeyStore, 'setting'>): RevealLog {
  return {
    reveal: async (entry) => {
      const { event } = entry;
      if (event.kind !== 'message.revealed') throw new ProblemError('BAD_INPUT', 'Only a reveal is counted here.');
      const limit = revealsPerHour(keys);
      const at = Date.parse(entry.at);
      const outcome = await database.call('exposure.reveal', {
        entry,
        refusal: {
          ...entry,
          event: { kind: 'reveal.refused', case: event.case, policy: event.policy, slot: event.slot },
        },
        since: new Date(at - HOUR_MS).toISOString(),
        limit,
      });
      if ('refused' in outcome) throw new ProblemError('REVEAL_LIMIT', sentence(limit, at, outcome.oldestAt));
    },
  };
}

function sentence(limit: number, now: number, oldestAt: string | null): string {
  if (oldestAt === null) return 'Revealing is switched off in this workspace. A lead can say why.';
  const minutes = Math.max(1, Math.ceil((Date.parse(oldestAt) + HOUR_MS - now) / 60_000));
  const when = minutes === 1 ? 'within a minute' : `in ${minutes} minutes`;
  return `You have revealed ${limit} texts within an hour, as much as is allowed. The next is possible ${when}; decide without it, take a break, or ask a lead.`;
}
