import { serve } from '../hosts/browser/serve.ts';
import { createLog } from '../platform/log.ts';
import { watchStopSignals } from '../platform/stop-signals.ts';
import { usage, type CliContext, type RegisterCommand } from './context.ts';
import { passphraseOfFile } from './passphrase.ts';

const MOST_PORT = 65_535;

/** @throws ProblemError USAGE */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= MOST_PORT) return port;
  throw usage(`The port must be a number from 0 to ${MOST_PORT} (0 takes any free one), not “${text.slice(0, 20)}”.`);
}

/** What the program was started with; without it the window asks. */
export function startPassphrase({ passphraseFile }: Pick<CliContext, 'passphraseFile'>): string | null {
  if (passphraseFile !== null) return passphraseOfFile(passphraseFile);
  const fromEnvironment = process.env['QUINTET_PASSPHRASE'] ?? '';
  return fromEnvironment === '' ? null : fromEnvironment;
}

export const registerServe: RegisterCommand = (program, context) => {
  program
    .command('serve')
    .description('serves the window on this machine only and prints its address')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', parsePort, 0)
    .option('--no-open', 'do not open a window')
    .action(async (options: { port: number; open: boolean }) => {
      const surroundings = context();
      const passphrase = startPassphrase(surroundings);
      const { stopped } = watchStopSignals();
      const serving = await serve({
        workspace: surroundings.workspace,
        actor: surroundings.actor,
        passphrase,
        ...options,
        note: (sentence) => {
          surroundings.note(sentence);
        },
        log: createLog(),
      });
      // One line of JSON with and without --json: it is read by programs that wait for it.
      const ready = { url: serving.url };
      await surroundings.result(ready, () => JSON.stringify(ready));
      await Promise.race([stopped, serving.windowClosed]);
      await serving.stop();
    });
};
