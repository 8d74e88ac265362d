import { ProblemError } from '../../common/errors.ts';
import { askHidden, passphraseOfFile } from './passphrase.ts';

/**
 * A passphrase chosen for somebody: from a file, or typed in twice at a terminal.
 * @throws ProblemError PASSPHRASE_MISSING when there is no terminal, USAGE when the two differ
 */
export async function newPassphrase(file: string | undefined, user: string): Promise<string> {
  if (file !== undefined) return passphraseOfFile(file);
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new ProblemError('PASSPHRASE_MISSING', `Give the new passphrase of ${user} with --new-passphrase-file.`);
  const typed = await askHidden(`New passphrase of ${user}: `);
  const again = await askHidden('The same again: ');
  if (typed !== again) throw new ProblemError('USAGE', 'The two passphrases are not the same. Nothing was changed.');
  return typed;
}
