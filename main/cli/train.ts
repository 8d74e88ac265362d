import { resolve } from 'node:path';
import { usage, type RegisterCommand } from './context.ts';

const DEFAULT_SEED = 1;
const DEFAULT_EPOCHS = 4;
const MAX_EPOCHS = 100;

function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || value < least || value > most)
      throw usage(`${option} must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** `quintet train`: trains the text model on a folder of labelled JSONL files. */
export const registerTrain: RegisterCommand = (program, context) => {
  program
    .command('train')
    .description('train the text model on a folder of labelled JSONL files')
    .requiredOption('--data <dir>', 'folder with .jsonl files: {id, text, labels, split}')
    .requiredOption('--out <dir>', 'model folder to write')
    .option('--seed <n>', 'same seed, same files', wholeNumber('--seed', 0, 2 ** 32 - 1), DEFAULT_SEED)
    .option('--epochs <n>', 'passes over the data', wholeNumber('--epochs', 1, MAX_EPOCHS), DEFAULT_EPOCHS)
    .action(async (options: { data: string; out: string; seed: number; epochs: number }) => {
      const surroundings = context();
      const { train } = await import('../core/training/train.ts');
      const done = await train({
        ...options,
        out: resolve(options.out),
        note: (sentence) => {
          surroundings.note(sentence);
        },
      });
      await surroundings.result(
        done,
        () => `Trained on ${done.rows} rows in ${done.seconds.toFixed(0)} s; model written to ${done.out}.`,
      );
    });
};
