import { describe, expect, it } from 'vitest';
import { PASSPHRASE_LEAST } from '../../../../common/domain/roles.ts';
import { firstPassphrase } from './first-passphrase.ts';

describe('firstPassphrase', () => {
  it('is five groups of four unmistakable signs, new each time', () => {
    const made = new Set(Array.from({ length: 200 }, () => firstPassphrase()));
    expect(made.size).toBe(200);
    for (const passphrase of made) {
      const groups = passphrase.split('-');
      expect(groups).toHaveLength(5);
      for (const group of groups) expect(group).toMatch(/^[a-hjkmnp-z2-9]{4}$/u);
      expect(passphrase.length).toBeGreaterThanOrEqual(PASSPHRASE_LEAST);
    }
  });

  it('favours no sign: bytes beyond the last whole multiple of the alphabet are left out', () => {
    let round = 0;
    const passphrase = firstPassphrase((bytes) => {
      round += 1;
      return bytes.fill(round === 1 ? 248 : 247);
    });
    expect(round).toBe(2);
    expect(passphrase).toBe('9999-9999-9999-9999-9999');
  });
});
