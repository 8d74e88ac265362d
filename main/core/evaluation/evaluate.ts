import type { EngineName } from '../classifier/engine.ts';
import type { TextModel } from '../classifier/text-model.ts';
import { reliability, type ReliabilityBin } from './calibration.ts';
import { rowAccuracyByGroup, targetReports, type GroupAccuracy, type Judged, type TargetReport } from './groups.ts';
import { labelReport, type LabelReport } from './label-report.ts';
import type { Scored } from './rank-metrics.ts';
import { readLabelledFile, type EvaluationRow, type LabelledFile } from './read-labelled.ts';
import { confusionAt } from './threshold-metrics.ts';

const BATCH = 64;

/** The document `quintet evaluate` prints; its names are a stable interface. */
export interface Evaluation {
  readonly data: { readonly path: string; readonly sha256: string; readonly rows: number };
  readonly model: { readonly id: string; readonly sha256: string; readonly featurizer: string };
  readonly engine: EngineName;
  readonly labels: Readonly<Record<string, LabelReport>>;
  readonly unknownLabels: readonly string[];
  /** Per functionality: how many rows, and the share of them with every known label right. */
  readonly functionality: Readonly<Record<string, GroupAccuracy>>;
  readonly target: Readonly<Record<string, TargetReport>>;
  readonly speed: { readonly messagesPerSecond: number; readonly batch: number };
}

/** What a threshold costs on data like this. */
export interface ThresholdCost {
  readonly threshold: number;
  readonly reviewsPerThousand: number;
  readonly missesPerThousand: number;
}

/** What only the report for people shows. */
export interface EvaluationDetails {
  /** The label the target groups are measured by; null without targets. */
  readonly targetLabel: string | null;
  readonly experimental: readonly string[];
  readonly reliability: Readonly<Record<string, readonly ReliabilityBin[]>>;
  readonly costs: Readonly<Record<string, readonly ThresholdCost[]>>;
  /** What was left out or could not be computed, in sentences. */
  readonly remarks: readonly string[];
}

export interface EvaluateOptions {
  readonly path: string;
  readonly model: TextModel;
  readonly engine: EngineName;
}

/** Probabilities of one label for the rows that know it. */
interface Column {
  readonly name: string;
  readonly threshold: number;
  readonly rows: readonly number[];
  readonly scored: Scored;
}

function scoreRows(model: TextModel, rows: readonly EvaluationRow[]): { scores: Float32Array; perSecond: number } {
  const width = model.manifest.labels.length;
  const scores = new Float32Array(rows.length * width);
  const texts = rows.map(({ text }) => text);
  model.score(texts.slice(0, BATCH));
  const start = performance.now();
  for (let at = 0; at < texts.length; at += BATCH) scores.set(model.score(texts.slice(at, at + BATCH)), at * width);
  return { scores, perSecond: Math.round((texts.length / (performance.now() - start)) * 1000) };
}

function columnsOf(model: TextModel, rows: readonly EvaluationRow[], scores: Float32Array): Column[] {
  const { labels } = model.manifest;
  return labels.flatMap(({ name, threshold }, column) => {
    const known = [...rows.keys()].filter((row) => rows[row]?.labels.has(name) === true);
    if (known.length === 0) return [];
    const scored = {
      scores: Float64Array.from(known, (row) => scores[row * labels.length + column] ?? 0),
      truths: Uint8Array.from(known, (row) => rows[row]?.labels.get(name) ?? 0),
    };
    return [{ name, threshold, rows: known, scored }];
  });
}

function judgedBy(
  column: Column,
  rows: readonly EvaluationRow[],
  groups: (row: EvaluationRow) => readonly string[],
): Judged[] {
  return column.rows.map((at, index) => {
    const row = rows[at];
    return {
      score: column.scored.scores[index] ?? 0,
      truth: column.scored.truths[index] === 1 ? 1 : 0,
      threshold: column.threshold,
      groups: row === undefined ? [] : groups(row),
    };
  });
}

/** What was decided about each row that has a functionality, over all labels it and the model know. */
function judgedRows(columns: readonly Column[], rows: readonly EvaluationRow[]): Iterable<Judged[]> {
  const byRow = new Map<number, Judged[]>();
  for (const column of columns) {
    const judged = judgedBy(column, rows, ({ functionality }) => (functionality === null ? [] : [functionality]));
    for (const [index, at] of column.rows.entries()) {
      const judgement = judged[index];
      if (judgement !== undefined) byRow.set(at, [...(byRow.get(at) ?? []), judgement]);
    }
  }
  return byRow.values();
}

/** The label that most rows with a target know; the first in the model's order of equals. */
function targetColumn(columns: readonly Column[], rows: readonly EvaluationRow[]): Column | null {
  let best: { column: Column; known: number } | null = null;
  for (const column of columns) {
    const known = column.rows.filter((row) => (rows[row]?.targets.length ?? 0) > 0).length;
    if (known > (best?.known ?? 0)) best = { column, known };
  }
  return best?.column ?? null;
}

function costsOf({ scored, threshold }: Column): ThresholdCost[] {
  const steps = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, threshold];
  const thousand = 1000 / scored.scores.length;
  return [...new Set(steps)]
    .sort((one, other) => one - other)
    .map((step) => {
      const { truePositives, falsePositives, falseNegatives } = confusionAt(scored, step);
      return {
        threshold: step,
        reviewsPerThousand: (truePositives + falsePositives) * thousand,
        missesPerThousand: falseNegatives * thousand,
      };
    });
}

function remarksOf(
  model: TextModel,
  file: LabelledFile,
  columns: readonly Column[],
  unknown: readonly string[],
): string[] {
  const remarks: string[] = [];
  if (file.repeated > 0) remarks.push(`${file.repeated} rows repeat an earlier row and were counted once.`);
  if (unknown.length > 0) remarks.push(`The model does not know: ${unknown.join(', ')}. These labels were left out.`);
  const unlabelled = file.rows.filter(({ labels }) => labels.size === 0).length;
  if (unlabelled > 0) remarks.push(`${unlabelled} rows have no label and only count towards the speed.`);
  for (const { name, scored } of columns) {
    const positives = scored.truths.reduce((sum, truth) => sum + truth, 0);
    if (positives === 0 || positives === scored.truths.length)
      remarks.push(
        `All rows have the same value for ${name}: ranking figures (AUC${positives === 0 ? ', average precision' : ''}) are not defined.`,
      );
  }
  const threads = file.rows.filter(({ hasThread }) => hasThread).length;
  if (threads > 0) remarks.push(`${threads} rows have a thread; this model reads the text alone.`);
  if (model.manifest.training.dataSets.some(({ sha256, training }) => sha256 === file.sha256 && training > 0))
    remarks.push('The model was trained on rows of this very file: the figures flatter it.');
  if (columns.length === 0)
    remarks.push('No label of the file is known to the model: nothing was measured but the speed.');
  return remarks;
}

/**
 * Scores a labelled file with the pipeline that runs in the queue and measures every label both know.
 * @throws ProblemError FILE_* or DATA_INVALID
 */
export async function evaluate(
  options: EvaluateOptions,
): Promise<{ evaluation: Evaluation; details: EvaluationDetails }> {
  const { model, engine, path } = options;
  const file = await readLabelledFile(path);
  const { rows } = file;
  const { scores, perSecond } = scoreRows(model, rows);
  const columns = columnsOf(model, rows, scores);
  const known = new Set<string>(model.manifest.labels.map(({ name }) => name));
  const unknownLabels = [...new Set(rows.flatMap(({ labels }) => [...labels.keys()]))]
    .filter((name) => !known.has(name))
    .sort();
  const byTarget = targetColumn(columns, rows);
  const evaluation: Evaluation = {
    data: { path, sha256: file.sha256, rows: rows.length },
    model: { ...model.identity, featurizer: model.manifest.featurizer.name },
    engine,
    labels: Object.fromEntries(columns.map(({ name, scored, threshold }) => [name, labelReport(scored, threshold)])),
    unknownLabels,
    functionality: rowAccuracyByGroup(judgedRows(columns, rows)),
    target: byTarget === null ? {} : targetReports(judgedBy(byTarget, rows, ({ targets }) => targets)),
    speed: { messagesPerSecond: perSecond, batch: BATCH },
  };
  const details: EvaluationDetails = {
    targetLabel: byTarget?.name ?? null,
    experimental: model.manifest.labels.filter((label) => label.experimental).map(({ name }) => name),
    reliability: Object.fromEntries(columns.map(({ name, scored }) => [name, reliability(scored)])),
    costs: Object.fromEntries(columns.map((column) => [column.name, costsOf(column)])),
    remarks: remarksOf(model, file, columns, unknownLabels),
  };
  return { evaluation, details };
}
