import { writeFile } from 'node:fs/promises';
import type { EngineName } from '../core/classifier/engine.ts';
import type { Evaluation, EvaluationDetails } from '../core/evaluation/evaluate.ts';
import { usage, type RegisterCommand } from './context.ts';
import { DEFAULT_ENGINE, ENGINE_HELP, engineOption } from './engine-option.ts';

interface EvaluateFlags {
  readonly data: string;
  readonly model?: string;
  readonly engine: EngineName;
  readonly report?: string;
}

/** `quintet evaluate`: measures a model on a labelled file. */
export const registerEvaluate: RegisterCommand = (program, context) => {
  program
    .command('evaluate')
    .description('measure a model on a labelled file, offline')
    .requiredOption('--data <file>', 'JSON Lines: {id, text, labels, functionality?, target?, thread?}')
    .option('--model <dir>', 'model folder (default: the shipped model)')
    .option('--engine <name>', ENGINE_HELP, engineOption, DEFAULT_ENGINE)
    .option('--report <file>', 'also write a report as one HTML file')
    .action(async (flags: EvaluateFlags) => {
      const surroundings = context();
      const { loadTextModel } = await import('../core/classifier/text-model.ts');
      const { shippedModelDir } = await import('../core/classifier/model-dir.ts');
      const { evaluate } = await import('../core/evaluation/evaluate.ts');
      const modelDir = flags.model ?? shippedModelDir();
      const model = await loadTextModel({ modelDir, engine: flags.engine, wasmDir: null });
      const { evaluation, details } = await evaluate({ path: flags.data, model, engine: flags.engine });
      for (const remark of details.remarks) surroundings.note(remark);
      if (flags.report !== undefined) await writeReport(flags.report, evaluation, details);
      await surroundings.result(evaluation, () => summary(evaluation));
    });
};

async function writeReport(path: string, evaluation: Evaluation, details: EvaluationDetails): Promise<void> {
  const { reportHtml } = await import('../core/evaluation/report-html.ts');
  await writeFile(path, reportHtml(evaluation, details)).catch(() => {
    throw usage(`The report cannot be written to ${path}. Check that its folder exists and can be written to.`);
  });
}

function summary({ data, model, engine, labels, speed }: Evaluation): string {
  const figure = (value: number | null): string => (value === null ? '   –  ' : value.toFixed(3).padStart(6));
  const rows = Object.entries(labels).map(
    ([name, report]) =>
      `${name.padEnd(10)} ${String(report.n).padStart(7)} ${String(report.positives).padStart(9)}  ${figure(report.rocAuc)}  ` +
      `${figure(report.averagePrecision)}  ${figure(report.precision)}  ${figure(report.recall)}  ${figure(report.f1)}  ` +
      `${figure(report.f1Macro)}  ${figure(report.ece)}`,
  );
  return [
    `${model.id} on ${data.rows} rows of ${data.path} (${engine}, ${speed.messagesPerSecond} messages/s at batch ${speed.batch})`,
    'label            n positives     AUC      AP    prec  recall      F1  macroF1    ECE',
    ...rows,
  ].join('\n');
}
