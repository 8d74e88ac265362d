import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { ProblemError, type ProblemCode } from '../../common/errors.ts';

/** Exit codes of the command line, a stable interface. */
export const EXIT = { done: 0, wrong: 1, usage: 2, missing: 3 } as const;

/** Global options of every command. */
export interface GlobalOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly as?: string;
  readonly passphraseFile?: string;
}

/** What a command may use of its surroundings: where results go, who acts, in which workspace. */
export interface CliContext {
  /** Folder given with `--workspace`; null means the per-user data folder. */
  readonly workspace: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Person given with `--as`; null means the workspace's default. */
  readonly actor: string | null;
  /** File given with `--passphrase-file`. */
  readonly passphraseFile: string | null;
  /** Prints the one result of a command: a JSON document with `--json`, the sentence otherwise. */
  result(document: unknown, sentence: () => string): Promise<void>;
  /** Prints one of many rows: a JSON line with `--json`, the sentence otherwise. Resolves when the reader keeps up. */
  row(document: unknown, sentence: () => string): Promise<void>;
  /** Progress and remarks on stderr; silent with `--quiet`. */
  note(sentence: string): void;
}

/** Adds one command (or a family of them) to the program. */
export type RegisterCommand = (program: Command, context: () => CliContext) => void;

const MISSING: ReadonlySet<ProblemCode> = new Set([
  'MODEL_MISSING',
  'ENGINE_MISSING',
  'WORKSPACE_MISSING',
  'KEY_MISSING',
  'WORKSPACE_OPEN',
  'RENDERER_MISSING',
  'BROWSER_MISSING',
  'BENCH_MISSING',
]);
const WRONG: ReadonlySet<ProblemCode> = new Set([
  'LOG_DAMAGED',
  'DB_CORRUPT',
  'DB_FULL',
  'DB_READONLY',
  'DB_BUSY',
  'DB_FAILED',
  'LOG_UNAVAILABLE',
  'CLASSIFIER_FAILED',
  'INTERNAL',
  'PASSPHRASE_WRONG',
  'PASSPHRASE_WAIT',
  'VAULT_DAMAGED',
  'VAULT_MISMATCH',
  'BACKUP_DAMAGED',
  'IDENTITY_WRONG',
  'BACKUP_OLDER',
  'BACKUP_OTHER',
  'BUILD_FAILED',
  'MODEL_CHECKSUM',
]);

/** Exit code for a problem: 3 something is missing, 1 checked and found wrong, 2 the input. */
export function exitCodeOf(code: ProblemCode): number {
  if (MISSING.has(code)) return EXIT.missing;
  if (WRONG.has(code)) return EXIT.wrong;
  return EXIT.usage;
}

export function usage(message: string): ProblemError {
  return new ProblemError('USAGE', message);
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Builds the context from the program's global options. */
export function createContext(options: GlobalOptions, stdout: Writable, stderr: Writable): CliContext {
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  const print = (document: unknown, sentence: () => string): Promise<void> =>
    write(stdout, `${json ? JSON.stringify(document) : sentence()}\n`);
  return {
    workspace: options.workspace ?? null,
    json,
    quiet,
    actor: options.as ?? null,
    passphraseFile: options.passphraseFile ?? null,
    result: print,
    row: print,
    note: (sentence) => {
      if (!quiet) stderr.write(`${sentence}\n`);
    },
  };
}
