import { argon2id } from 'hash-wasm';
import { PASSPHRASE_LEAST } from '../../../common/domain/roles.ts';
import { ProblemError } from '../../../common/errors.ts';

/** Cost of argon2id (RFC 9106): memory in KiB, passes, lanes. */
export interface PassphraseCost {
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What guards a workspace: 64 MiB, three passes; about a quarter of a second on a small machine. */
export const REAL_COST: PassphraseCost = { memory: 65_536, passes: 3, lanes: 4 };

/** What guards a sample workspace, whose passphrase is printed in its own folder. */
export const SAMPLE_COST: PassphraseCost = { memory: 1_024, passes: 1, lanes: 1 };

/** A file that names a larger cost was not written by Quintet; working on it could take all memory. */
export const MOST_COST: PassphraseCost = { memory: 1_048_576, passes: 16, lanes: 16 };

/**
 * The key a passphrase stands for. The passphrase is brought into Unicode form NFKC first, so that the same characters
 * typed on another keyboard give the same key.
 * @param salt 16 bytes
 * @returns 32 bytes
 */
export async function keyOfPassphrase(passphrase: string, salt: Uint8Array, cost: PassphraseCost): Promise<Uint8Array> {
  return argon2id({
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
}

/** @throws ProblemError PASSPHRASE_WEAK */
export function requireStrong(passphrase: string): void {
  const characters = Array.from(passphrase.normalize('NFKC'));
  if (characters.length < PASSPHRASE_LEAST) throw new ProblemError('PASSPHRASE_WEAK');
  if (new Set(characters).size < 4)
    throw new ProblemError('PASSPHRASE_WEAK', 'A passphrase needs more than a few different characters.');
}
