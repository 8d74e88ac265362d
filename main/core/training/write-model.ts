import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '../classifier/manifest.ts';

/**
 * Writes files into a folder, each complete or not at all; other files there are left alone.
 * @returns path, size and SHA-256 of each, in the order given
 */
export async function writeFiles(
  folder: string,
  files: readonly { readonly path: string; readonly content: Uint8Array }[],
): Promise<{ path: string; bytes: number; sha256: string }[]> {
  await mkdir(folder, { recursive: true });
  const written: { path: string; bytes: number; sha256: string }[] = [];
  for (const { path, content } of files) {
    const target = join(folder, path);
    const draft = `${target}.partial`;
    try {
      await writeFile(draft, content);
      await rename(draft, target);
    } catch (cause) {
      await rm(draft, { force: true });
      throw cause;
    }
    written.push({ path, bytes: content.length, sha256: sha256Of(content) });
  }
  return written;
}
