import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { extract, pack } from 'tar-stream';
import { createBackup, type CreatedBackup } from '../../../main/core/backup/create-backup.ts';
import { openWorkspace, type Workspace } from '../../../main/core/workspace/open.ts';
import { accept } from './desk.ts';
import { makeBundle } from './bundles.ts';

/** Opens a workspace, works on it, closes it. */
export async function within<Result>(folder: string, work: (workspace: Workspace) => Promise<Result>): Promise<Result> {
  const workspace = await openWorkspace(folder, { asHost: false });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Takes in some reports. */
export async function addReports(folder: string, count: number): Promise<void> {
  await within(folder, async (workspace) => {
    for (let made = 0; made < count; made += 1) await accept(workspace, makeBundle().raw);
  });
}

export function backUp(folder: string, to: string, recipient: string): Promise<CreatedBackup> {
  return within(folder, (workspace) => createBackup(workspace, { to, recipient, actor: 'admin-01', now: Date.now() }));
}

/** The files inside a backup, in their order. */
export async function contentsOf(file: string, secret: string): Promise<Map<string, Buffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  const plaintext = await decrypter.decrypt(await readFile(file));
  const tar = extract();
  const files = new Map<string, Buffer>();
  const feeding = pipeline(Readable.from([Buffer.from(plaintext)]), tar);
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk));
    files.set(entry.header.name, Buffer.concat(chunks));
  }
  await feeding;
  return files;
}

/** Writes a backup of these files, as somebody could who knows the recipient, which is public. */
export async function writeForged(file: string, secret: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const tar = pack();
  for (const [name, bytes] of files) tar.entry({ name }, bytes);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk));
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(secret));
  await writeFile(file, await encrypter.encrypt(Buffer.concat(chunks)));
}

/** Corrects the manifest so that its hashes fit the files again: the forger is not a fool. */
export function withFittingManifest(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const manifest = JSON.parse((files.get('manifest.json') ?? Buffer.from('{}')).toString()) as {
    files: Record<string, { sha256: string; bytes: number }>;
  };
  for (const [name, bytes] of files) {
    if (name === 'manifest.json') continue;
    manifest.files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }
  return new Map([...files, ['manifest.json', Buffer.from(JSON.stringify(manifest))]]);
}

/** SHA-256 of every file under a folder, by path. */
export async function fingerprints(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile())
      found[name] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
  }
  return found;
}
