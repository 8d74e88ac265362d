import { ProblemError } from '../../../common/errors.ts';
import { parseObject, type Line } from './read-lines.ts';

/** One row of a labelled data file. A label that is absent is unknown, not 0. */
export interface LabelledRow {
  readonly line: number;
  readonly id: string;
  readonly text: string;
  /** Label name as written in the file → 0 or 1. */
  readonly labels: ReadonlyMap<string, 0 | 1>;
  /** Every other field, unread. */
  readonly fields: Readonly<Record<string, unknown>>;
}

function refuse(name: string, line: number, what: string): never {
  throw new ProblemError('DATA_INVALID', `${name} line ${line}: ${what}`);
}

/**
 * Reads `{id, text, labels: {name: 0 | 1}, …}`.
 * @throws ProblemError DATA_INVALID naming file, line and field
 */
export function parseLabelledRow(line: Line, name: string): LabelledRow {
  const { id, text, labels, ...fields } = parseObject(line, name);
  if (typeof id !== 'string' || id === '') refuse(name, line.number, 'the field "id" must be a non-empty text.');
  if (typeof text !== 'string') refuse(name, line.number, 'the field "text" is missing or not a text.');
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels))
    refuse(name, line.number, 'the field "labels" must be an object of label names with 0 or 1.');
  const known = new Map<string, 0 | 1>();
  for (const [label, value] of Object.entries(labels as Record<string, unknown>)) {
    if (value !== 0 && value !== 1) refuse(name, line.number, `the label "${label}" must be 0 or 1.`);
    known.set(label, value);
  }
  return { line: line.number, id, text, labels: known, fields };
}

/** Whether two rows say the same: the second of such a pair is a harmless repetition. */
export function sameContent(one: LabelledRow, other: LabelledRow): boolean {
  if (one.text !== other.text || one.labels.size !== other.labels.size) return false;
  return [...one.labels].every(([label, value]) => other.labels.get(label) === value);
}
