import { describe, expect, it } from 'vitest';
import { waitingIn } from './waiting-cases.ts';

const counts = (ready: number, skippedByYou: number, spam = 0) => ({
  ready,
  skippedByYou,
  queues: [{ policy: 'SPAM' as const, ready: spam }],
});

describe('waitingIn', () => {
  it('counts what was not skipped', () => {
    expect(waitingIn(counts(5, 2), null)).toEqual({ ready: 5, unskipped: 3, onlySkipped: false });
  });

  it('sees when only skipped cases are left', () => {
    expect(waitingIn(counts(2, 2), null)).toEqual({ ready: 2, unskipped: 0, onlySkipped: true });
  });

  it('does not speak of skipped cases when nobody skipped any', () => {
    expect(waitingIn(counts(0, 0), null)).toEqual({ ready: 0, unskipped: 0, onlySkipped: false });
  });

  it('looks at the chosen queue alone', () => {
    expect(waitingIn(counts(9, 0, 4), 'SPAM')).toEqual({ ready: 4, unskipped: 4, onlySkipped: false });
    expect(waitingIn(counts(9, 0), 'HATE')).toEqual({ ready: 0, unskipped: 0, onlySkipped: false });
  });

  it('claims no more than is sure when the skipped ones may lie in another queue', () => {
    expect(waitingIn(counts(9, 5, 4), 'SPAM')).toEqual({ ready: 4, unskipped: 0, onlySkipped: true });
  });
});
