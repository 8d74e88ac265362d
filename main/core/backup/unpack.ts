import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers } from 'tar-stream';
import { ProblemError } from '../../../common/errors.ts';
import { classify } from '../../db/problems.ts';
import { decryptFile } from './age-file.ts';
import {
  BACKUP_FILES,
  MANIFEST_FILE,
  MOST_MANIFEST_BYTES,
  MOST_SMALL_BYTES,
  readManifest,
  type BackupFile,
  type BackupManifest,
} from './manifest.ts';

export interface UnpackedBackup {
  readonly manifest: BackupManifest;
  /** 32 bytes, in memory only; the caller wipes it. */
  readonly master: Buffer;
  /** SHA-256 of the backup as a file, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Decrypts a backup and unpacks it into a folder of its own, which the caller made and removes when this throws. Every
 * file has to be one that belongs there, once, in its order, of the size and the hash its manifest says; the master key
 * stays in memory.
 * @throws ProblemError FILE_MISSING, FILE_UNREADABLE, IDENTITY_WRONG, BACKUP_DAMAGED, DB_FULL, DB_READONLY
 */
export async function unpackBackup(file: string, secret: string, folder: string): Promise<UnpackedBackup> {
  const hash = createHash('sha256');
  let bytes = 0;
  const plaintext = await decryptFile(file, secret, (chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  const tar = extract();
  const feeding = pipeline(Readable.from(plaintext), tar).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const unpacking = new Unpacking(folder);
  let failed: unknown = null;
  try {
    for await (const entry of tar)
      await unpacking.take({ header: entry.header, bytes: entry as AsyncIterable<Uint8Array> });
  } catch (thrown) {
    failed = thrown;
    tar.destroy();
  }
  const fault = problemOf(await feeding, failed);
  if (fault !== null) {
    unpacking.forget();
    throw fault;
  }
  return { ...unpacking.done(), sha256: hash.digest('hex'), bytes };
}

/** The cause beneath: what decrypting said comes before what the tar said about being cut off by it. */
function problemOf(feeding: unknown, unpacking: unknown): Error | null {
  for (const thrown of [feeding, unpacking]) {
    const problem = classify(thrown);
    if (problem instanceof ProblemError) return problem;
  }
  if (feeding === null && unpacking === null) return null;
  return new ProblemError('BACKUP_DAMAGED', 'The backup does not hold a readable archive.', {
    cause: unpacking ?? feeding,
  });
}

/** One file of the tar: its header and its bytes. */
interface Entry {
  readonly header: Pick<Headers, 'name' | 'size' | 'type'>;
  readonly bytes: AsyncIterable<Uint8Array>;
}

class Unpacking {
  readonly #folder: string;
  #manifest: BackupManifest | null = null;
  #master: Buffer | null = null;
  #next = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async take(entry: Entry): Promise<void> {
    const { name, size, type } = entry.header;
    if (type !== 'file') throw damaged(`holds “${name}”, which is not a plain file`);
    if (this.#manifest === null) {
      if (name !== MANIFEST_FILE) throw damaged('does not begin with its manifest');
      this.#manifest = readManifest(await collected(entry, MOST_MANIFEST_BYTES));
      return;
    }
    const expected = BACKUP_FILES[this.#next];
    if (expected === undefined || name !== expected)
      throw damaged(`holds “${name}” where ${expected ?? 'nothing more'} was expected`);
    this.#next += 1;
    const described = this.#manifest.files[expected];
    if (size !== described.bytes) throw damaged(`holds another size of ${expected} than its manifest says`);
    const sha256 = await this.#store(expected, entry);
    if (sha256 !== described.sha256) throw damaged(`holds another ${expected} than its manifest says`);
  }

  done(): { manifest: BackupManifest; master: Buffer } {
    if (this.#manifest === null || this.#master === null || this.#next !== BACKUP_FILES.length) {
      this.forget();
      throw damaged('lacks files');
    }
    return { manifest: this.#manifest, master: this.#master };
  }

  forget(): void {
    this.#master?.fill(0);
  }

  async #store(name: BackupFile, entry: Entry): Promise<string> {
    const hash = createHash('sha256');
    const path = join(this.#folder, name);
    if (name === 'quintet.db') {
      await written(path, entry, hash);
      return hash.digest('hex');
    }
    const bytes = await collected(entry, MOST_SMALL_BYTES);
    if (name === 'master.key') {
      if (bytes.length !== 32) throw damaged('holds a master key of another length than 32 bytes');
      this.#master = bytes;
    } else {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
    }
    return hash.update(bytes).digest('hex');
  }
}

async function written(path: string, entry: Entry, hash: Hash): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of entry.bytes) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function collected(entry: Entry, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of entry.bytes) {
    size += chunk.length;
    if (size > most) throw damaged(`holds ${entry.header.name} larger than it can be`);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function damaged(what: string): ProblemError {
  return new ProblemError('BACKUP_DAMAGED', `The backup is damaged or was not made by Quintet: it ${what}.`);
}
