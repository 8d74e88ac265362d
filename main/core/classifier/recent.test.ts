import { describe, expect, it } from 'vitest';
import { Recent } from './recent.ts';

describe('Recent', () => {
  it('forgets what was not used for a while and keeps what was', () => {
    const recent = new Recent<number>(10);
    recent.set('used', 1);
    recent.set('unused', 2);
    for (let other = 0; other < 40; other += 1) {
      recent.set(`other ${other}`, other);
      expect(recent.get('used')).toBe(1);
      expect(recent.size).toBeLessThanOrEqual(20);
    }
    expect(recent.get('unused')).toBeUndefined();
  });
});
