import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';

/** Marks the fuse wire inside Electron's program (github.com/electron/fuses). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const ON = '1';
const VERSION = 1;

/**
 * A folder in the shape of an Electron distribution, for a packaging run without the real one: an ELF program with a
 * fuse wire in which every fuse is on, and the files the packager moves. The program does not run; everything the
 * packager puts around it is real.
 */
export function createElectronFolder(folder: string): void {
  const fuses = Object.values(FuseV1Options).filter((value) => typeof value === 'number').length;
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([VERSION, fuses]), Buffer.from(ON.repeat(fuses))]);
  const padding = Buffer.alloc(64);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('\x7fELF'), padding, wire, padding]), {
    mode: 0o755,
  });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) {
    writeFileSync(join(folder, name), 'stand-in\n');
  }
}
