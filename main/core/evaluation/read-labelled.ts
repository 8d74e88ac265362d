import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import { parseLabelledRow, type LabelledRow } from './labelled-row.ts';
import { openTextFile, readLines } from './read-lines.ts';

export interface EvaluationRow {
  readonly text: string;
  readonly labels: ReadonlyMap<string, 0 | 1>;
  readonly functionality: string | null;
  /** Groups of people the row is about. */
  readonly targets: readonly string[];
  readonly hasThread: boolean;
}

export interface LabelledFile {
  readonly sha256: string;
  readonly rows: readonly EvaluationRow[];
  /** Rows that repeat an earlier one word for word; they are not counted twice. */
  readonly repeated: number;
}

function optionalText(row: LabelledRow, field: string, name: string): string | null {
  const value = row.fields[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string')
    throw new ProblemError('DATA_INVALID', `${name} line ${row.line}: the field "${field}" must be a text.`);
  return value;
}

function targetsOf(row: LabelledRow, name: string): string[] {
  const value = row.fields['target'];
  if (!Array.isArray(value)) {
    const target = optionalText(row, 'target', name);
    return target === null ? [] : [target];
  }
  const targets = value.filter((target): target is string => typeof target === 'string' && target !== '');
  if (targets.length !== value.length)
    throw new ProblemError('DATA_INVALID', `${name} line ${row.line}: the field "target" must hold texts only.`);
  return [...new Set(targets)];
}

function digest(row: LabelledRow): string {
  const labels = [...row.labels].sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([row.text, labels]))
    .digest('base64');
}

/**
 * Reads rows `{id, text, labels, functionality?, target?, thread?}`; other fields are ignored.
 * @throws ProblemError FILE_* or DATA_INVALID naming file, line and field
 */
export async function readLabelledFile(path: string): Promise<LabelledFile> {
  const name = basename(path);
  const hash = createHash('sha256');
  const stream = await openTextFile(path);
  stream.on('data', (chunk: Buffer) => hash.update(chunk));
  const seen = new Map<string, { line: number; digest: string }>();
  const rows: EvaluationRow[] = [];
  let repeated = 0;
  for await (const line of readLines(stream, name)) {
    const row = parseLabelledRow(line, name);
    const before = seen.get(row.id);
    const content = digest(row);
    if (before?.digest === content) {
      repeated += 1;
      continue;
    }
    if (before !== undefined)
      throw new ProblemError(
        'DATA_INVALID',
        `${name} line ${row.line}: the id "${row.id.slice(0, 80)}" was already used in line ${before.line} for another row.`,
      );
    seen.set(row.id, { line: row.line, digest: content });
    rows.push({
      text: row.text,
      labels: row.labels,
      functionality: optionalText(row, 'functionality', name),
      targets: targetsOf(row, name),
      hasThread: row.fields['thread'] !== undefined,
    });
  }
  if (rows.length === 0) throw new ProblemError('FILE_EMPTY', `${name} has no rows.`);
  return { sha256: hash.digest('hex'), rows, repeated };
}
