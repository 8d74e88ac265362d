import { describe, expect, it } from 'vitest';
import { chromiumArguments, findChromium, type Surroundings } from './chromium.ts';

function machine(files: readonly string[], rest: Partial<Surroundings> = {}): Surroundings {
  return {
    platform: 'linux',
    env: {},
    home: '/home/a',
    exists: (path) => files.includes(path),
    list: () => [],
    ...rest,
  };
}

describe('findChromium', () => {
  it('is null where there is none', () => {
    expect(findChromium(machine([]))).toBeNull();
  });

  it('takes the one that is asked for, and no other when that is missing', () => {
    const env = { QUINTET_BROWSER: '/opt/mine' };
    expect(findChromium(machine(['/usr/bin/chromium', '/opt/mine'], { env }))).toBe('/opt/mine');
    expect(findChromium(machine(['/usr/bin/chromium'], { env }))).toBeNull();
  });

  it('finds installed ones on each system', () => {
    expect(findChromium(machine(['/usr/bin/google-chrome']))).toBe('/usr/bin/google-chrome');
    expect(findChromium(machine(['/nix/bin/chromium'], { env: { PATH: '/nix/bin' } }))).toBe('/nix/bin/chromium');
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findChromium(machine([mac], { platform: 'darwin' }))).toBe(mac);
    const windows = String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`;
    const env = { PROGRAMFILES: String.raw`C:\Program Files` };
    expect(findChromium(machine([windows], { platform: 'win32', env }))).toBe(windows);
  });

  it("falls back to Playwright's newest", () => {
    const cache = '/home/a/.cache/ms-playwright';
    const found = findChromium(
      machine([`${cache}/chromium-999/chrome-linux/chrome`, `${cache}/chromium-1200/chrome-linux64/chrome`], {
        list: (folder) => (folder === cache ? ['chromium-999', 'firefox-1', 'chromium-1200'] : []),
      }),
    );
    expect(found).toBe(`${cache}/chromium-1200/chrome-linux64/chrome`);
  });
});

describe('chromiumArguments', () => {
  it('gives the sandbox up for root only', () => {
    expect(chromiumArguments(false)).not.toContain('--no-sandbox');
    expect(chromiumArguments(true)).toContain('--no-sandbox');
    expect(chromiumArguments(false)).toContain('--disable-background-networking');
  });
});
