import { ACTIONS, FINDINGS, type Action, type Finding } from '../../../../common/domain/decision.ts';
import { isPolicyCode, type PolicyCode } from '../../../../common/domain/taxonomy.ts';
import type { ContractTypes } from '../../../../common/contract.ts';

/** Kinds of entries that have a filter of their own; `all` shows every entry. */
export const KIND_CHOICES = {
  decisions: 'decision.committed',
  reveals: 'message.revealed',
  opened: 'case.opened',
  escalations: 'case.escalated',
  undone: 'decision.undone',
  quarantined: 'case.quarantined',
  searches: 'log.searched',
  all: null,
} as const;
export type KindChoice = keyof typeof KIND_CHOICES;

export const PERIODS = { day: 24 * 60 * 60_000, week: 7 * 24 * 60 * 60_000, all: null } as const;
export type Period = keyof typeof PERIODS;

/** The audit screen's filters, as they stand in the address. */
export interface AuditSearch {
  readonly kind?: KindChoice;
  readonly period?: Period;
  readonly policy?: PolicyCode;
  readonly finding?: Finding;
  readonly action?: Action;
  readonly actor?: string;
}

const MAX_ACTOR_LENGTH = 64;

function among<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

/** Reads filters from an address; whatever it does not know is left out. */
export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const kind = among(Object.keys(KIND_CHOICES) as KindChoice[], raw['kind']);
  const period = among(Object.keys(PERIODS) as Period[], raw['period']);
  const finding = among(FINDINGS, raw['finding']);
  const action = among(ACTIONS, raw['action']);
  const policy = typeof raw['policy'] === 'string' && isPolicyCode(raw['policy']) ? raw['policy'] : undefined;
  const actor =
    typeof raw['actor'] === 'string' && raw['actor'] !== '' && raw['actor'].length <= MAX_ACTOR_LENGTH
      ? raw['actor']
      : undefined;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(period === undefined ? {} : { period }),
    ...(policy === undefined ? {} : { policy }),
    ...(finding === undefined ? {} : { finding }),
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
  };
}

export type LogFilters = ContractTypes['log.search']['input']['filters'];

/** The core's filters for what is chosen; periods are counted back from `now` (Unix milliseconds). */
export function filtersOf(search: AuditSearch, now: number): LogFilters {
  const kind = KIND_CHOICES[search.kind ?? 'decisions'];
  const period = PERIODS[search.period ?? 'all'];
  return {
    ...(kind === null ? {} : { kind }),
    ...(period === null ? {} : { since: new Date(now - period).toISOString() }),
    ...(search.policy === undefined ? {} : { policy: search.policy }),
    ...(search.finding === undefined ? {} : { finding: search.finding }),
    ...(search.action === undefined ? {} : { action: search.action }),
    ...(search.actor === undefined ? {} : { actor: search.actor }),
  };
}

/** Whether anything but the default list is asked for. */
export function isFiltered(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}
