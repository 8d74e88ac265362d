import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file so that a reader, or a machine that loses power, finds either the old or the new bytes whole. */
export function replaceFile(path: string, bytes: Uint8Array, mode = 0o644): void {
  const temporary = `${path}.tmp`;
  const handle = openSync(temporary, 'w', mode);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Makes a rename durable. Windows has no such call and does not need it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
