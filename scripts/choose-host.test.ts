import { describe, expect, it } from 'vitest';
import { chooseHost } from './choose-host.ts';

const INSTALLED = { path: '/opt/electron' };
const MISSING = { missing: 'its program has not been downloaded' };

describe('the choice of the host', () => {
  it.each([
    [INSTALLED, true, false, 'electron'],
    [INSTALLED, true, true, 'browser'],
    [INSTALLED, false, false, 'browser'],
    [MISSING, true, false, 'browser'],
    [MISSING, false, false, 'browser'],
  ])('%j, display %s, browser wanted %s → %s', (electron, display, browserWanted, host) => {
    const choice = chooseHost({ electron, display, browserWanted });
    expect(choice.host).toBe(host);
    expect(choice.sentence.split('\n')).toHaveLength(1);
  });

  it('says why, and how to get the other', () => {
    const sentence = (electron: typeof INSTALLED | typeof MISSING, display: boolean, browserWanted = false): string =>
      chooseHost({ electron, display, browserWanted }).sentence;
    expect(sentence(MISSING, true)).toContain('its program has not been downloaded');
    expect(sentence(MISSING, true)).toContain('npx install-electron');
    expect(sentence(INSTALLED, false)).toContain('no display');
    expect(sentence(INSTALLED, true)).toContain('npm start -- --browser');
    expect(sentence(INSTALLED, true, true)).toContain('--browser');
  });
});
