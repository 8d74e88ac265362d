import { describe, expect, it } from 'vitest';
import { ensureChromium, type Machine } from './browser.ts';

function machine(answers: Partial<Machine> & { installs?: string }): { here: Machine; ran: string[] } {
  const ran: string[] = [];
  let installed: string | null = null;
  return {
    ran,
    here: {
      find: () => installed,
      run: (program, options) => {
        const line = [program.split('/').pop(), ...options].join(' ');
        ran.push(line);
        if (answers.installs === undefined || !line.includes(answers.installs)) return false;
        if (line.includes('install')) installed = '/usr/bin/chromium';
        return true;
      },
      isRoot: false,
      hasApt: true,
      say: () => undefined,
      ...answers,
    },
  };
}

describe('ensureChromium', () => {
  it('installs nothing where one is', () => {
    const { here, ran } = machine({ find: () => '/usr/bin/chromium' });
    expect(ensureChromium(here)).toEqual({ path: '/usr/bin/chromium' });
    expect(ran).toEqual([]);
  });

  it('takes the system package as root on Debian, waiting for a locked package database', () => {
    const { here, ran } = machine({ isRoot: true, installs: 'apt-get' });
    expect(ensureChromium(here)).toEqual({ path: '/usr/bin/chromium' });
    expect(ran).toEqual(['apt-get update -q', 'apt-get install -y -q -o DPkg::Lock::Timeout=300 chromium']);
  });

  it("takes Playwright's otherwise, and when the system package fails", () => {
    const plain = machine({ installs: 'install chromium' });
    expect(ensureChromium(plain.here)).toEqual({ path: '/usr/bin/chromium' });
    expect(plain.ran).toHaveLength(1);
    const root = machine({ isRoot: true, installs: 'cli.js' });
    expect(ensureChromium(root.here)).toEqual({ path: '/usr/bin/chromium' });
    expect(root.ran[0]).toBe('apt-get update -q');
  });

  it('says exactly what to do when nothing works', () => {
    const { here } = machine({ isRoot: true });
    const result = ensureChromium(here);
    expect(result).toHaveProperty('missing');
    expect((result as { missing: string }).missing).toContain('apt-get install chromium');
  });
});
