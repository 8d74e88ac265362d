import type { DecisionDraft } from '../../../common/domain/decision.ts';
import { EMPTY_DRAFT } from '../../../common/domain/decision.ts';
import { policyOf } from '../../../common/domain/taxonomy.ts';
import type { Database } from '../../db/client.ts';

/** One person's figures since the start of a shift. */
export interface ShiftFigures {
  readonly decided: number;
  /** Null while nothing was decided. */
  readonly medianHandsOnMs: number | null;
}

export interface LaneCounts {
  readonly escalated: number;
  readonly deferred: number;
  readonly quarantined: number;
  readonly dead: number;
}

/** What is kept about cases beside queue and log: drafts, and figures derived from both. */
export interface CaseStore {
  saveDraft(caseId: string, actor: string, draft: DecisionDraft): Promise<void>;
  /** The person's draft, or an empty one. */
  loadDraft(caseId: string, actor: string): Promise<DecisionDraft>;
  deleteDraft(caseId: string, actor: string): Promise<void>;
  /** Decisions that still stand, committed by this person since `since` (RFC 3339). */
  shift(actor: string, since: string): Promise<ShiftFigures>;
  /** Minutes spent deciding cases queued under a policy of severity S0 or S1 since `since`. */
  exposureMinutes(actor: string, since: string): Promise<number>;
  lanes(): Promise<LaneCounts>;
  /** How many open cases this person has skipped. */
  skippedBy(actor: string): Promise<number>;
  /** The decision as committed (JSON handed to `complete`), or null. */
  decisionRecord(caseId: string): Promise<string | null>;
}

export function createCaseStore(database: Database, now: () => number = Date.now): CaseStore {
  const { call } = database;
  return {
    saveDraft: (caseId, actor, draft) =>
      call('draft.save', { caseId, actor, draft: JSON.stringify(draft), now: now() }),
    loadDraft: async (caseId, actor) => {
      const text = await call('draft.load', { caseId, actor });
      return text === null ? EMPTY_DRAFT : (JSON.parse(text) as DecisionDraft);
    },
    deleteDraft: (caseId, actor) => call('draft.delete', { caseId, actor }),
    shift: async (actor, since) => {
      const decisions = await call('case.standingDecisions', { actor, since });
      return {
        decided: decisions.length,
        medianHandsOnMs: median(decisions.map(({ handsOnMs }) => handsOnMs)),
      };
    },
    exposureMinutes: async (actor, since) => {
      const decisions = await call('case.standingDecisions', { actor, since });
      return (
        decisions
          .filter(({ policy }) => ['S0', 'S1'].includes(policyOf(policy).severity))
          .reduce((sum, { handsOnMs }) => sum + handsOnMs, 0) / 60_000
      );
    },
    lanes: async () => {
      const { escalated, delayed, quarantined, dead } = await call('queue.stats', { now: now() });
      return { escalated, deferred: delayed, quarantined, dead };
    },
    skippedBy: (actor) => call('case.skippedBy', { actor }),
    decisionRecord: (caseId) => call('case.record', { caseId }),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  return Math.round(((lower ?? upper) + upper) / 2);
}
