import { Command, CommanderError } from 'commander';
import { toProblem } from '../../common/errors.ts';
import { registerAppeal } from './appeal.ts';
import { registerAudit } from './audit.ts';
import { registerBackup } from './backup.ts';
import { registerErase } from './erase.ts';
import { registerUsers } from './users.ts';
import { registerKeys } from './keys.ts';
import { registerPolicies } from './policies.ts';
import { registerDisclosure } from './disclosure.ts';
import { registerInit } from './init.ts';
import { registerOwnPassphrase } from './own-passphrase.ts';
import { registerQuarantine } from './quarantine.ts';
import { registerRetention } from './retention.ts';
import { registerQueueImport } from './queue-import.ts';
import { registerQueueDead } from './queue-dead.ts';
import { registerQueueStats } from './queue-stats.ts';
import { registerReport } from './report.ts';
import { registerReveals } from './reveals.ts';
import { VERSION } from '../platform/version.ts';
import { registerBench } from './bench.ts';
import { registerServe } from './serve.ts';
import { registerClassify } from './classify.ts';
import { registerEvaluate } from './evaluate.ts';
import { registerTrain } from './train.ts';
import {
  createContext,
  EXIT,
  exitCodeOf,
  type CliContext,
  type GlobalOptions,
  type RegisterCommand,
} from './context.ts';

const COMMANDS: readonly RegisterCommand[] = [
  registerInit,
  registerOwnPassphrase,
  registerServe,
  registerBench,
  registerReport,
  registerQueueImport,
  registerClassify,
  registerTrain,
  registerEvaluate,
  registerQueueStats,
  registerQueueDead,
  registerAudit,
  registerBackup,
  registerQuarantine,
  registerErase,
  registerAppeal,
  registerRetention,
  registerReveals,
  registerUsers,
  registerKeys,
  registerPolicies,
  registerDisclosure,
];

/**
 * Runs one command line and answers with the exit code. Every failure ends here as one sentence on stderr.
 * @param argv as in `process.argv`
 */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('quintet')
    .description('Triage for reports from end-to-end-encrypted messengers.')
    .version(VERSION)
    .option('--workspace <dir>', 'workspace folder (default: the per-user data folder)')
    .option('--json', 'one JSON document on stdout; JSON Lines where rows are many')
    .option('--quiet', 'no remarks on stderr')
    .option('--as <user>', 'who acts')
    .option('--passphrase-file <file>', 'unlocks the workspace (or the variable QUINTET_PASSPHRASE)')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(`quintet: ${text.replace(/^error: /u, '')}`);
      },
    });
  const context = (): CliContext => createContext(program.opts<GlobalOptions>(), process.stdout, process.stderr);
  for (const register of COMMANDS) register(program, context);
  // Without a listener a reader that closes early (`| head`) would end the process with a stack trace.
  process.stdout.on('error', () => undefined);
  try {
    await program.parseAsync(argv);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE') return EXIT.done;
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { code, message } = toProblem(thrown);
    process.stderr.write(`quintet: ${message} [${code}]\n`);
    if (code === 'INTERNAL' && process.env['QUINTET_DEBUG'] === '1')
      process.stderr.write(`${String((thrown as Error).stack)}\n`);
    return exitCodeOf(code);
  }
}
