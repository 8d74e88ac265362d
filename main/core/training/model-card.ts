import type { ModelManifest } from '../classifier/manifest.ts';
import { MAX_CHARACTERS, MAX_TOKENS } from '../classifier/normalise.ts';
import type { LabelReport } from '../evaluation/label-report.ts';
import type { ModelValidation } from './validation.ts';

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function interval(range: readonly [number, number] | null): string {
  return range === null ? '' : ` (${range[0].toFixed(3)}–${range[1].toFixed(3)})`;
}

function labelTable(manifest: ModelManifest): string {
  return table(
    ['label', 'likely from', 'possible from', 'positives in training', 'positives in validation', 'standing'],
    manifest.labels.map(({ name, threshold, possible, positives, experimental }) => [
      name,
      threshold.toFixed(2),
      possible.toFixed(2),
      String(positives.training),
      String(positives.validation),
      experimental ? '**experimental**' : '',
    ]),
  );
}

function dataTable(manifest: ModelManifest): string {
  return table(
    ['set', 'origin', 'licence', 'language', 'rows trained on', 'rows validated on', 'left out'],
    manifest.training.dataSets.map((set) => [
      set.name,
      set.origin,
      set.licence,
      set.language,
      String(set.training),
      `${set.validation}${set.calibrates || set.validation === 0 ? '' : ' (no part in thresholds)'}`,
      set.leftOut.map(({ rows, why }) => `${rows} (${why})`).join(', '),
    ]),
  );
}

function figureRow(dataSet: string, label: string, report: LabelReport, recallEdited: number): string[] {
  return [
    dataSet,
    label,
    `${report.n} / ${report.positives}`,
    `${figure(report.rocAuc)}${interval(report.ci95.rocAuc)}`,
    figure(report.averagePrecision),
    figure(report.precision),
    figure(report.recall),
    figure(report.f1),
    `${figure(report.f1Macro)}${interval(report.ci95.f1Macro)}`,
    figure(report.ece),
    figure(recallEdited),
  ];
}

/** What the figures say about hate that is written to fool models; silent when no such set was measured. */
function adversarialRemark(validation: ModelValidation): string {
  const row = validation.figures.find(({ dataSet, label }) => dataSet === 'hatemoji_build' && label === 'hate');
  if (row === undefined) return '';
  return ` On \`hatemoji_build\`, whose pairs were written to fool models, hate is ranked with an AUC of ${figure(row.report.rocAuc)} (chance is 0.500).`;
}

/** The model card: every number in it comes from the manifest or from {@link ModelValidation}. */
export function modelCard(manifest: ModelManifest, validation: ModelValidation): string {
  const figures = validation.figures.map((row) => figureRow(row.dataSet, row.label, row.report, row.recallEdited));
  const experimental = manifest.labels.filter((label) => label.experimental).map(({ name }) => name);
  return `# ${manifest.id}

Written by \`quintet train\` from its own output; the figures are also in \`validation.json\`.

## What it is

A small text model that scores single messages. Its scores order the review queue and advise the moderator. It decides
nothing: a person judges every case.

Text is folded to one form (case, accents, look-alike letters, leet, letters set apart, runs), split into words, and
hashed as words, word pairs and pieces of 3–5 characters into ${manifest.buckets} rows of ${manifest.dimension} numbers. Their sum over √n goes
through a ReLU and one sigmoid per label. Weights are 16-bit floats in a TensorFlow.js layers model; the folder's
\`manifest.json\` holds thresholds, calibration and checksums. At most ${MAX_CHARACTERS} characters and ${MAX_TOKENS} words of a message are
read: of a longer one the beginning and the end. Links, mentions and the digits of numbers are not read.

Trained on ${manifest.training.rows} rows, ${manifest.training.epochs} epochs, seed ${manifest.training.seed}; the same data and seed give the same files.

## Labels

${labelTable(manifest)}

Experimental labels${experimental.length === 0 ? ': none' : ` (${experimental.join(', ')})`} have too few examples to be equals of the others. Do not read them as such.
Bands: ${manifest.bands.rule}

Probabilities are calibrated (Platt, two numbers a label) on validation rows with each set weighing the same; sets in
which a label never occurs count together as one. They mean
what they say on such a mixture, not on your queue: refit on your own reviewed reports.

## Data

${dataTable(manifest)}

Labels a set does not give are unknown and were not read as "no", except where its scheme implies them: a non-toxic row
is no insult and no threat, a sexist row is hate, an ordinary text message is none of the abusive labels, every fifth
row of some sets is no spam. Rows with another split than \`train\` or \`val\` are never read.

## Validation

One row per set and label, never pooled; measured with the files of this folder on the wasm engine. Intervals are
bootstrap 95 %. Precision, recall and F1 are at the shipped threshold; "recall edited" is recall after random character
edits (swapped, dropped, doubled, starred, replaced letters). Sets with fewer than eight rows of a class are not shown.

${table(
  [
    'set',
    'label',
    'n / positives',
    'ROC-AUC',
    'avg. precision',
    'precision',
    'recall',
    'F1',
    'macro-F1',
    'ECE',
    'recall edited',
  ],
  figures,
)}

## Limits

- **Counter-speech.** People who quote or report the abuse they received are often flagged. Quintet therefore scores
  each message with its author and never lets the reporter's messages raise a case.
- **Identity mentions.** Harmless sentences that name a group are flagged more often than others. \`quintet evaluate\`
  shows it per target group; look before you set a threshold.
- **Implicit and adversarial hate.** A bag of pieces has no grammar; a low score says little.${adversarialRemark(validation)}
- **English first.** German is the only other language it was trained on, without validation rows of its own. Text in
  other scripts is not scored by the product.
- **Dialect.** Some sets are known to rate African American English as offensive more often; the model will have learned
  that.
- **Domain.** Mostly tweets, forum posts, chatbot talk and text messages; chats between people who know each other are
  rare in it.
- **Context.** Each message is read alone. What only the conversation shows is missed.
`;
}
