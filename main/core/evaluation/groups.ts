import { byFallingScore, rocAuc } from './rank-metrics.ts';

/** One row's score for one label, with what the row is about. */
export interface Judged {
  readonly score: number;
  readonly truth: 0 | 1;
  readonly threshold: number;
  readonly groups: readonly string[];
}

export interface GroupAccuracy {
  readonly n: number;
  readonly accuracy: number;
}

/** AUCs of Borkan et al. 2019; null where a class is missing. */
export interface TargetReport extends GroupAccuracy {
  /** Within the group's rows. */
  readonly subgroupAuc: number | null;
  /** Background positives against the group's negatives: low when harmless mentions are flagged. */
  readonly bpsnAuc: number | null;
  /** Background negatives against the group's positives: low when abuse of the group is missed. */
  readonly bnspAuc: number | null;
}

function isRight({ score, truth, threshold }: Judged): boolean {
  return score >= threshold === (truth === 1);
}

function auc(rows: readonly Judged[]): number | null {
  const scores = Float64Array.from(rows, ({ score }) => score);
  return rocAuc({ scores, truths: Uint8Array.from(rows, ({ truth }) => truth) }, byFallingScore(scores));
}

function byGroup(rows: readonly Judged[]): [string, Judged[]][] {
  const groups = new Map<string, Judged[]>();
  for (const row of rows)
    for (const group of row.groups) {
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [row]);
      else members.push(row);
    }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Share of right decisions per group. */
export function accuracyByGroup(rows: readonly Judged[]): Record<string, GroupAccuracy> {
  return Object.fromEntries(
    byGroup(rows).map(([group, members]) => [
      group,
      { n: members.length, accuracy: members.filter(isRight).length / members.length },
    ]),
  );
}

/**
 * Share of rows per group on which every known label is decided rightly; `n` counts rows. `rows` holds each row's
 * judgements, one for every label that both the row and the model know; a row without any is not counted.
 */
export function rowAccuracyByGroup(rows: Iterable<readonly Judged[]>): Record<string, GroupAccuracy> {
  const counts = new Map<string, { n: number; right: number }>();
  for (const judgements of rows)
    for (const group of judgements[0]?.groups ?? []) {
      const { n, right } = counts.get(group) ?? { n: 0, right: 0 };
      counts.set(group, { n: n + 1, right: right + (judgements.every(isRight) ? 1 : 0) });
    }
  return Object.fromEntries(
    [...counts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([group, { n, right }]) => [group, { n, accuracy: right / n }]),
  );
}

/** Accuracy and the three AUCs per target group; the background of a group is every row that is not about it. */
export function targetReports(rows: readonly Judged[]): Record<string, TargetReport> {
  const accuracy = accuracyByGroup(rows);
  return Object.fromEntries(
    byGroup(rows).map(([group, members]) => {
      const background = rows.filter(({ groups }) => !groups.includes(group));
      const rowsWith = (truth: 0 | 1, from: readonly Judged[]): Judged[] => from.filter((row) => row.truth === truth);
      const report: TargetReport = {
        n: members.length,
        accuracy: accuracy[group]?.accuracy ?? 0,
        subgroupAuc: auc(members),
        bpsnAuc: auc([...rowsWith(1, background), ...rowsWith(0, members)]),
        bnspAuc: auc([...rowsWith(0, background), ...rowsWith(1, members)]),
      };
      return [group, report];
    }),
  );
}
