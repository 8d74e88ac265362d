import type { LogDraft } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import { readEntry } from '../../tlog/entry.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, snapshot, type ReadableDb } from '../types.ts';
import { readNow } from './clock.ts';
import { appendEntry } from './log.ts';
import type { Timed } from './queue-types.ts';

export interface RevealInput {
  /** The reveal's own entry. */
  readonly entry: LogDraft;
  /** What is logged instead when it is refused. */
  readonly refusal: LogDraft;
  /** Reveals of this person from this time on count (RFC 3339). */
  readonly since: string;
  readonly limit: number;
}

export type RevealOutcome =
  | { readonly index: number }
  /** `oldestAt` is the reveal that has to leave the hour before the next one fits; null when none is allowed at all. */
  | { readonly refused: true; readonly oldestAt: string | null };

/**
 * Logs a reveal unless its person has reached the limit; then the refusal is logged. Counting and logging are one
 * transaction over the log itself, so neither a restart nor a second window gives anybody more.
 */
export function revealWithin(context: WriteContext, input: RevealInput): RevealOutcome {
  const { db } = context;
  const { entry, refusal, since, limit } = input;
  if (entry.event.kind !== 'message.revealed' || refusal.event.kind !== 'reveal.refused')
    throw new ProblemError('BAD_INPUT', 'A reveal is logged as a reveal, nothing else.');
  return immediate(db, () => {
    const counted = readAll<{ at: string }>(
      db,
      `SELECT at FROM log INDEXED BY log_kind WHERE kind = 'message.revealed' AND actor = ? AND at > ?
       ORDER BY at DESC LIMIT ?`,
      [entry.actor, since, Math.max(0, limit)],
    );
    if (counted.length < limit) return { index: appendEntry(context, entry) };
    appendEntry(context, refusal);
    return { refused: true, oldestAt: counted.at(-1)?.at ?? null };
  });
}

/** What one person did since a time. */
export interface PersonFigures {
  readonly actor: string;
  readonly opened: number;
  readonly decided: number;
  readonly reveals: number;
  readonly refused: number;
  /** Cases opened at least once. */
  readonly cases: number;
  /** Of those, cases neither decided nor escalated by this person since, nor in their hands now. */
  readonly left: number;
  /** Of those left, cases in which something was revealed. */
  readonly revealedLeft: number;
}

/** A case somebody revealed something of and left. */
export interface LeftCase {
  readonly caseId: string;
  readonly policy: string | null;
  readonly actor: string;
  /** Last reveal, RFC 3339. */
  readonly at: string;
  /** Messages revealed, ascending; 0 is what the reporter wrote. */
  readonly slots: readonly number[];
}

export interface ExposureFigures {
  readonly people: readonly PersonFigures[];
  /** Newest first. */
  readonly cases: readonly LeftCase[];
}

/** Cases shown in one report at most. */
const MOST_CASES = 200;

interface LeftRow {
  readonly caseId: string;
  readonly policy: string | null;
  readonly firstIndex: number;
  /** Null when nothing of the case was revealed. */
  readonly revealedAt: string | null;
}

type RevealedRow = LeftRow & { readonly revealedAt: string; readonly actor: string };

/** Who opened, revealed, decided and left how much since a time, on one view of the database. */
export function exposureFigures(
  db: ReadableDb,
  input: Timed & { readonly since: string; readonly hiddenPolicies: readonly string[] },
): ExposureFigures {
  return snapshot(db, () => {
    const now = readNow(db, input.now);
    const shown: RevealedRow[] = [];
    const people = actorsWho(db, 'case.opened').map((actor): PersonFigures => {
      const rows = leftBy(db, actor, input.since, now);
      const revealed = rows.flatMap((row) =>
        row.revealedAt === null ? [] : [{ ...row, revealedAt: row.revealedAt, actor }],
      );
      shown.push(...revealed.filter(({ policy }) => !isHidden(policy, input.hiddenPolicies)));
      const count = (kind: string): number => countOf(db, kind, actor, input.since);
      return {
        actor,
        opened: count('case.opened'),
        decided: Math.max(0, count('decision.committed') - count('decision.undone')),
        reveals: count('message.revealed'),
        refused: count('reveal.refused'),
        cases: casesOpenedBy(db, actor, input.since),
        left: rows.length,
        revealedLeft: revealed.length,
      };
    });
    const cases = shown
      .toSorted((one, other) => (one.revealedAt < other.revealedAt ? 1 : one.revealedAt > other.revealedAt ? -1 : 0))
      .slice(0, MOST_CASES)
      .map(({ caseId, policy, actor, firstIndex, revealedAt }) => {
        const slots = slotsRevealed(db, caseId, actor, firstIndex);
        return { caseId, policy, actor, at: revealedAt, slots };
      });
    return { people: people.filter(({ opened, reveals, refused }) => opened + reveals + refused > 0), cases };
  });
}

/** Everybody with an entry of a kind, by jumping from one actor of the index to the next. */
function actorsWho(db: ReadableDb, kind: string): string[] {
  return readAll<{ actor: string | null }>(
    db,
    `WITH RECURSIVE people(actor) AS (
       SELECT min(actor) FROM log INDEXED BY log_kind WHERE kind = $kind
       UNION ALL
       SELECT (SELECT min(actor) FROM log INDEXED BY log_kind WHERE kind = $kind AND log.actor > people.actor)
       FROM people WHERE people.actor IS NOT NULL)
     SELECT actor FROM people WHERE actor IS NOT NULL`,
    { kind },
  ).flatMap(({ actor }) => (actor === null ? [] : [actor]));
}

function countOf(db: ReadableDb, kind: string, actor: string, since: string): number {
  const row = readOne<{ n: number }>(
    db,
    'SELECT count(*) AS n FROM log INDEXED BY log_kind WHERE kind = ? AND actor = ? AND at >= ?',
    [kind, actor, since],
  );
  return row?.n ?? 0;
}

function casesOpenedBy(db: ReadableDb, actor: string, since: string): number {
  const row = readOne<{ n: number }>(
    db,
    `SELECT count(DISTINCT case_id) AS n FROM log INDEXED BY log_kind
     WHERE kind = 'case.opened' AND actor = ? AND at >= ?`,
    [actor, since],
  );
  return row?.n ?? 0;
}

/**
 * Cases this person opened and then neither decided nor escalated. A decision that was taken back is none. A case is
 * not left while the person who opened it last still holds it.
 */
function leftBy(db: ReadableDb, actor: string, since: string, now: number): LeftRow[] {
  return readAll(
    db,
    `WITH opened AS MATERIALIZED (
       SELECT case_id, min(idx) AS first_index, max(policy) AS policy FROM log INDEXED BY log_kind
       WHERE kind = 'case.opened' AND actor = $actor AND at >= $since GROUP BY case_id)
     SELECT opened.case_id AS caseId, opened.policy, opened.first_index AS firstIndex,
       (SELECT max(at) FROM log INDEXED BY log_case WHERE log.case_id = opened.case_id AND log.actor = $actor
               AND log.kind = 'message.revealed' AND log.idx > opened.first_index) AS revealedAt
     FROM opened
     WHERE coalesce((SELECT kind FROM log INDEXED BY log_case WHERE log.case_id = opened.case_id AND log.actor = $actor
              AND log.idx > opened.first_index AND kind IN ('decision.committed', 'decision.undone', 'case.escalated')
              ORDER BY idx DESC LIMIT 1), 'decision.undone') = 'decision.undone'
       AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = opened.case_id AND cases.state = 0
              AND cases.token IS NOT NULL AND cases.visible_at > $now
              AND $actor = (SELECT actor FROM log INDEXED BY log_case WHERE log.case_id = opened.case_id
                            AND kind = 'case.opened' ORDER BY idx DESC LIMIT 1))`,
    { actor, since, now },
  );
}

function slotsRevealed(db: ReadableDb, caseId: string, actor: string, firstIndex: number): number[] {
  const slots = readAll<{ entry: Buffer }>(
    db,
    `SELECT entry FROM log INDEXED BY log_case
     WHERE case_id = ? AND actor = ? AND kind = 'message.revealed' AND idx > ? ORDER BY idx`,
    [caseId, actor, firstIndex],
  ).flatMap(({ entry }) => {
    const event = readEntry(entry)?.draft.event;
    return event?.kind === 'message.revealed' ? [event.slot] : [];
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}

function isHidden(policy: string | null, hidden: readonly string[]): boolean {
  return policy !== null && hidden.some((first) => policy === first || policy.startsWith(`${first}.`));
}
