import type { Label } from '../../../common/domain/scores.ts';
import { loadTextModel, type TextModel } from '../classifier/text-model.ts';
import { labelReport, type LabelReport } from '../evaluation/label-report.ts';
import { editedCopy } from './augment.ts';
import { createRandom } from '../../platform/random.ts';
import { UNKNOWN, type DataSet, type Example } from './read-data.ts';

/** Fewest rows of each class for a figure to be worth printing. */
const LEAST_OF_CLASS = 8;
const BATCH = 256;
const EDIT_SEED = 4;

export interface SetValidation {
  readonly dataSet: string;
  readonly label: Label;
  readonly report: LabelReport;
  /** Recall at the shipped threshold on the same rows after random character edits. */
  readonly recallEdited: number;
}

/** Figures of a finished model folder on the validation rows of each set, never pooled. */
export interface ModelValidation {
  readonly model: { readonly id: string; readonly sha256: string };
  readonly engine: 'wasm';
  readonly figures: readonly SetValidation[];
}

/** Probabilities of all texts, row-major, in batches. */
export function scoreAll(model: TextModel, texts: readonly string[]): Float32Array {
  const labels = model.manifest.labels.length;
  const scores = new Float32Array(texts.length * labels);
  for (let start = 0; start < texts.length; start += BATCH)
    scores.set(model.score(texts.slice(start, start + BATCH)), start * labels);
  return scores;
}

function measureSet(model: TextModel, dataSet: string, examples: readonly Example[]): SetValidation[] {
  const random = createRandom(EDIT_SEED);
  const texts = examples.map(({ text }) => text);
  const plain = scoreAll(model, texts);
  const edited = scoreAll(
    model,
    texts.map((text) => editedCopy(text, random)),
  );
  const width = model.manifest.labels.length;
  return model.manifest.labels.flatMap(({ name, threshold }, label) => {
    const rows = [...examples.keys()].filter((row) => examples[row]?.labels[label] !== UNKNOWN);
    const truths = Uint8Array.from(rows, (row) => examples[row]?.labels[label] ?? 0);
    const positives = truths.reduce((sum, truth) => sum + truth, 0);
    if (Math.min(positives, truths.length - positives) < LEAST_OF_CLASS) return [];
    const scores = Float64Array.from(rows, (row) => plain[row * width + label] ?? 0);
    const found = rows.filter((row, at) => truths[at] === 1 && (edited[row * width + label] ?? 0) >= threshold);
    return [
      {
        dataSet,
        label: name,
        report: labelReport({ scores, truths }, threshold),
        recallEdited: found.length / positives,
      },
    ];
  });
}

/** Loads the folder as the product does and measures it. */
export async function measureModel(modelDir: string, sets: readonly DataSet[]): Promise<ModelValidation> {
  const model = await loadTextModel({ modelDir, engine: 'wasm', wasmDir: null });
  try {
    const figures = sets.flatMap(({ source, validation }) => measureSet(model, source.name, validation));
    return { model: model.identity, engine: 'wasm', figures };
  } finally {
    model.dispose();
  }
}
