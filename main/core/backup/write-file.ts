import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import { syncFolder } from '../../db/atomic-file.ts';
import { classify } from '../../db/problems.ts';
import { runs } from './leftovers.ts';

export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Name of a file that is still being written; it names its process, so that what a killed one left can be told. */
export function unfinishedName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.${process.pid}.unfinished`);
}

const UNFINISHED = /^\..+\.(?<pid>\d+)\.unfinished$/u;

/** Removes what killed processes left half-written in a folder. */
export function removeAbandoned(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = UNFINISHED.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !runs(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/** @throws ProblemError USAGE when there is such a file already */
export function requireNewFile(path: string): void {
  if (existsSync(path))
    throw new ProblemError('USAGE', `There already is a file ${path}. It was left as it is; name another one.`);
}

/**
 * Writes a new file so that its final name only ever stands for the whole of it: under another name, made durable,
 * then renamed.
 * @param chunks asked for once the file can be made
 * @param beforeRename what has to succeed before the file appears under its name
 * @throws ProblemError USAGE when there is such a file already, DB_FULL, DB_READONLY
 */
export async function writeNewFile(
  path: string,
  chunks: () => Promise<AsyncIterable<Uint8Array>>,
  beforeRename: (written: WrittenFile) => Promise<void>,
): Promise<WrittenFile> {
  requireNewFile(path);
  const unfinished = unfinishedName(path);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    removeAbandoned(dirname(path));
    const written = await writeDurably(unfinished, chunks);
    await beforeRename(written);
    renameSync(unfinished, path);
    syncFolder(dirname(path));
    return written;
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw classify(thrown);
  }
}

async function writeDurably(path: string, chunks: () => Promise<AsyncIterable<Uint8Array>>): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(path, 'w', 0o600);
  try {
    for await (const chunk of await chunks()) {
      hash.update(chunk);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** SHA-256 of a file, hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
