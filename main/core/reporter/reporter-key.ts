import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { ProblemError } from '../../../common/errors.ts';

const KEY_BYTES = 32;

/** A key for reports that leave this machine as a file: pseudonyms made with it can never be linked again. */
export function freshReporterKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * The reporter's key of a workspace, made at its first use and readable by its owner only. It stands in for the secret
 * a messenger's client has: the same person in the same chat keeps one pseudonym, and the same report twice keeps one
 * bundle id, while nobody without the key can compute either from names or text.
 * @throws ProblemError DB_READONLY when it can be neither read nor written, DATA_INVALID when it is no key
 */
export async function workspaceReporterKey(path: string): Promise<Buffer> {
  try {
    await writeFile(path, freshReporterKey(), { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path);
  }
  const key = await readFile(path).catch(() => {
    throw unusable(path);
  });
  if (key.length !== KEY_BYTES) throw new ProblemError('DATA_INVALID', `The file ${path} is not a reporter key.`);
  return key;
}

function unusable(path: string): ProblemError {
  return new ProblemError('DB_READONLY', `The reporter key ${path} can be neither read nor made.`);
}
