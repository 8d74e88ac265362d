import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from './installed-electron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quintet-electron-package-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('findElectron', () => {
  it('misses the package, the download, and a download that was deleted', () => {
    expect(findElectron(null, undefined)).toEqual({ missing: 'the electron package is not installed' });
    expect(findElectron(folder, undefined)).toHaveProperty('missing');
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(findElectron(folder, undefined)).toHaveProperty('missing');
  });

  it('finds the program on the disk', () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron\n');
    expect(findElectron(folder, undefined)).toEqual({ path: join(folder, 'dist', 'electron') });
  });

  it('goes by the override when there is one', () => {
    const override = join(folder, 'elsewhere');
    expect(findElectron(folder, override)).toEqual({ missing: 'ELECTRON_OVERRIDE_DIST_PATH holds no electron' });
    mkdirSync(override);
    writeFileSync(join(override, 'electron'), '');
    expect(findElectron(folder, override)).toEqual({ path: join(override, 'electron') });
  });
});
