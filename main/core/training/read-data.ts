import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LABELS, type Label } from '../../../common/domain/scores.ts';
import { ProblemError } from '../../../common/errors.ts';
import { normalise } from '../classifier/normalise.ts';
import { parseLabelledRow, sameContent, type LabelledRow } from '../evaluation/labelled-row.ts';
import { openTextFile, readLines } from '../evaluation/read-lines.ts';
import { sourceOf, type DataSource } from './sources.ts';

/** Marks a label nobody has given for a row. */
export const UNKNOWN = 255;

export interface Example {
  readonly id: string;
  readonly text: string;
  /** One value per entry of {@link LABELS}: 0, 1 or {@link UNKNOWN}. */
  readonly labels: Uint8Array;
}

export interface DataSet {
  readonly source: DataSource;
  readonly sha256: string;
  readonly training: readonly Example[];
  readonly validation: readonly Example[];
  /** Rows left out, with the reason in words. */
  readonly leftOut: readonly { readonly rows: number; readonly why: string }[];
}

const SPAM = LABELS.indexOf('spam_scam');
const SPAM_FREE_EVERY = 5;

function isLabel(name: string): name is Label {
  return LABELS.some((label) => label === name);
}

/** The labels of one row: as written, then what its set's scheme and the meaning of the labels imply. */
export function labelsOf(row: LabelledRow, source: DataSource, position: number): Uint8Array {
  const known = new Map<Label, 0 | 1>();
  for (const [name, value] of row.labels) if (isLabel(name)) known.set(name, value);
  const implied = source.implied?.(row) ?? {};
  if (source.name === 'germeval2018_de' && known.get('toxicity') === 1) known.delete('insult');
  for (const [name, value] of Object.entries(implied)) known.set(name as Label, value);
  if (known.get('sexism') === 1) known.set('hate', 1);
  if (known.get('toxicity') === 0)
    for (const milder of ['insult', 'threat'] as const) if (!known.has(milder)) known.set(milder, 0);
  const labels = new Uint8Array(LABELS.length).fill(UNKNOWN);
  for (const [name, value] of known) labels[LABELS.indexOf(name)] = value;
  if (source.spamFree === true && position % SPAM_FREE_EVERY === 0 && !known.has('spam_scam')) labels[SPAM] = 0;
  return labels;
}

class Omissions {
  private readonly counts = new Map<string, number>();
  add(why: string): void {
    this.counts.set(why, (this.counts.get(why) ?? 0) + 1);
  }
  list(): { rows: number; why: string }[] {
    return [...this.counts].map(([why, rows]) => ({ rows, why }));
  }
}

/** Reads one labelled file; rows of a split other than `train` and `val` are left out and counted. */
async function readSet(path: string): Promise<DataSet> {
  const file = basename(path);
  const source = sourceOf(file.replace(/\.jsonl$/u, ''));
  const hash = createHash('sha256');
  const stream = await openTextFile(path);
  stream.on('data', (chunk: Buffer) => hash.update(chunk));
  const seen = new Map<string, LabelledRow>();
  const omissions = new Omissions();
  const training: Example[] = [];
  const validation: Example[] = [];
  for await (const line of readLines(stream, file)) {
    const row = parseLabelledRow(line, file);
    const split = row.fields['split'];
    if (typeof split !== 'string')
      throw new ProblemError(
        'DATA_INVALID',
        `${file} line ${line.number}: the field "split" must be "train" or "val".`,
      );
    const before = seen.get(row.id);
    if (before !== undefined) {
      omissions.add(sameContent(before, row) ? 'repeated row' : 'repeated id with other content');
      continue;
    }
    seen.set(row.id, row);
    if (split !== 'train' && split !== 'val') {
      omissions.add(`split "${split}"`);
      continue;
    }
    const labels = labelsOf(row, source, seen.size);
    if (labels.every((label) => label === UNKNOWN)) {
      omissions.add('no label the model learns');
      continue;
    }
    const text = source.clean === undefined ? row.text : source.clean(row.text);
    (split === 'train' && source.use === 'training' ? training : validation).push({ id: row.id, text, labels });
  }
  return { source, sha256: hash.digest('hex'), training, validation, leftOut: omissions.list() };
}

/** Texts shorter than this many tokens ("yes", "how are you") recur by themselves and are no leak. */
const LEAK_TOKENS = 5;

/** Training rows that say word for word what a validation row says would flatter the figures: they are left out. */
function withoutLeaks(sets: readonly DataSet[]): DataSet[] {
  const key = (text: string): string | null => {
    const tokens = normalise(text);
    return tokens.length < LEAK_TOKENS ? null : tokens.join(' ');
  };
  const measured = new Set(sets.flatMap((set) => set.validation.map((example) => key(example.text))));
  measured.delete(null);
  return sets.map((set) => {
    const training = set.training.filter((example) => !measured.has(key(example.text)));
    const rows = set.training.length - training.length;
    if (rows === 0) return set;
    return { ...set, training, leftOut: [...set.leftOut, { rows, why: 'same text as a validation row' }] };
  });
}

/**
 * Reads every `.jsonl` file of a folder, in the order of their names.
 * @throws ProblemError FILE_MISSING, FILE_EMPTY, FILE_ENCODING or DATA_INVALID naming file and line
 */
export async function readTrainingData(folder: string): Promise<DataSet[]> {
  const names = await readdir(folder).catch(() => {
    throw new ProblemError('FILE_MISSING', `There is no folder ${folder}.`);
  });
  const files = names.filter((name) => name.endsWith('.jsonl')).sort();
  if (files.length === 0) throw new ProblemError('FILE_MISSING', `The folder ${folder} has no .jsonl files.`);
  const sets: DataSet[] = [];
  for (const file of files) sets.push(await readSet(join(folder, file)));
  const clean = withoutLeaks(sets);
  if (clean.every((set) => set.training.length === 0))
    throw new ProblemError('DATA_INVALID', `No file in ${folder} has rows to train on.`);
  return clean;
}
