import { readFileSync, statSync } from 'node:fs';
import { ProblemError } from '../../common/errors.ts';
import { usage } from './context.ts';
import { askHidden } from './passphrase.ts';

/** An identity file is a few lines; anything longer is another file. */
const MOST_BYTES = 16 * 1024;

/**
 * The recovery secret from an identity file of age, or typed in at the terminal without being shown.
 * @throws ProblemError FILE_MISSING, FILE_TOO_LARGE, FILE_UNREADABLE, IDENTITY_WRONG, USAGE without a terminal
 */
export async function recoverySecret(path: string | null): Promise<string> {
  const { parseIdentity } = await import('../core/backup/age-file.ts');
  const text = path === null ? await typed() : textOf(path);
  return (await parseIdentity(text)).secret;
}

function typed(): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw usage('Name the file with the recovery secret: --identity FILE.');
  return askHidden('Recovery secret (AGE-SECRET-KEY-1…): ');
}

function textOf(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new ProblemError('FILE_MISSING', `There is no file ${path}.`);
  if (size > MOST_BYTES) throw new ProblemError('FILE_TOO_LARGE', `${path} is too large for a recovery secret.`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ProblemError('FILE_UNREADABLE', `${path} cannot be read.`);
  }
}
