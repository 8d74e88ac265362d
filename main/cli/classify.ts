import { basename } from 'node:path';
import type { BundleScore } from '../../common/domain/scores.ts';
import { ProblemError } from '../../common/errors.ts';
import type { Classifier, ClassifierInfo, EngineName } from '../core/classifier/engine.ts';
import type { ScreenedBundle } from '../core/review/readable.ts';
import type { CliContext, RegisterCommand } from './context.ts';
import { DEFAULT_ENGINE, ENGINE_HELP, engineOption } from './engine-option.ts';

const STDIN = '-';
const BATCH = 64;

interface ClassifyFlags {
  readonly model?: string;
  readonly engine: EngineName;
}

/** `quintet classify`: scores bundles without touching any queue. */
export const registerClassify: RegisterCommand = (program, context) => {
  program
    .command('classify')
    .description('score bundles, one JSON document a line; - reads standard input; the queue is not touched')
    .argument('<file>', 'file of bundles, or -')
    .option('--model <dir>', 'model folder (default: the shipped model)')
    .option('--engine <name>', ENGINE_HELP, engineOption, DEFAULT_ENGINE)
    .action(async (file: string, flags: ClassifyFlags) => {
      const { createClassifier } = await import('../core/classifier/client.ts');
      const { shippedModelDir } = await import('../core/classifier/model-dir.ts');
      const classifier = createClassifier({ modelDir: flags.model ?? shippedModelDir(), engine: flags.engine });
      try {
        await classifyFile(file, classifier, context());
      } finally {
        await classifier.close();
      }
    });
};

/** Bundles of a file, checked as intake checks them but for the platform’s signature: there is no workspace to ask. */
async function* bundlesOf(file: string): AsyncGenerator<ScreenedBundle> {
  const { openTextFile, readLines } = await import('../core/evaluation/read-lines.ts');
  const { verifyBundle } = await import('../core/intake/verify-bundle.ts');
  const { readableBundle } = await import('../core/review/readable.ts');
  const name = file === STDIN ? 'standard input' : basename(file);
  const stream = file === STDIN ? process.stdin : await openTextFile(file);
  let read = 0;
  for await (const { number, text } of readLines(stream, name)) {
    const result = verifyBundle(Buffer.from(text), null);
    if (!result.ok) {
      const field = result.field === null ? '' : ` at ${result.field}`;
      throw new ProblemError('DATA_INVALID', `${name} line ${number} is not a valid bundle: ${result.code}${field}.`);
    }
    read += 1;
    yield readableBundle(result.bundle);
  }
  if (read === 0) throw new ProblemError('FILE_EMPTY', `${name} has no bundles.`);
}

/** Scores in batches; what comes before a bad line is printed before the command stops at it. */
async function classifyFile(file: string, classifier: Classifier, context: CliContext): Promise<void> {
  const info = await classifier.info();
  let batch: ScreenedBundle[] = [];
  const flush = async (): Promise<void> => {
    const scores = await classifier.classify(batch);
    for (const [at, bundle] of batch.entries()) await printRow(bundle, scores[at] ?? null, info, context);
    batch = [];
  };
  try {
    for await (const bundle of bundlesOf(file)) {
      batch.push(bundle);
      if (batch.length >= BATCH) await flush();
    }
  } finally {
    await flush();
  }
}

async function printRow(
  bundle: ScreenedBundle,
  score: BundleScore | null,
  { model }: ClassifierInfo,
  context: CliContext,
): Promise<void> {
  const { bundleId } = bundle;
  if (score === null) {
    const notScored = bundle.unread ?? 'no_text';
    const row = { bundleId, case: null, notScored, messages: [], model };
    await context.row(row, () => `${bundleId}  not scored (${notScored})`);
    return;
  }
  const { scores, label, band } = score.case;
  const messages = score.messages.map(({ slot, role, scores: own }) => ({ slot, role, scores: own }));
  const row = { bundleId, case: { scores, label, band }, messages, model: score.model };
  await context.row(row, () => `${bundleId}  ${band} ${label} (${(scores[label] ?? 0).toFixed(2)})`);
}
