import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline, formatRemaining, HEARTBEAT_MS, IDLE_MS, LeaseKeeper, type Renewal } from './lease-keeper.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LEASE_MS = 5 * 60_000;

function keeper(renew: () => Promise<Renewal>) {
  const onLost = vi.fn();
  return { onLost, lease: new LeaseKeeper(1_000_000 + LEASE_MS, 1_000_000, { renew, onLost }) };
}

describe('formatRemaining', () => {
  it.each([
    [272_000, '4:32'],
    [271_001, '4:32'],
    [59_999, '1:00'],
    [9_000, '0:09'],
    [0, '0:00'],
    [-5, '0:00'],
    [3_600_000, '60:00'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatRemaining(ms)).toBe(text);
  });
});

describe('Deadline', () => {
  it('counts on the core’s clock, however wrong this one is', () => {
    expect(new Deadline(9_000_300, 9_000_000).remaining()).toBe(300);
  });

  it('trusts neither clock alone', () => {
    const deadline = new Deadline(LEASE_MS, 0);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(deadline.remaining()).toBe(LEASE_MS - 60_000);
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    expect(deadline.remaining()).toBe(0);
  });
});

describe('LeaseKeeper', () => {
  it('renews while somebody works and so never runs out', async () => {
    const renew = vi.fn(() => Promise.resolve({ expiresAt: LEASE_MS, serverNow: 0 }));
    const { lease, onLost } = keeper(renew);
    for (let minute = 0; minute < 20; minute += 1) {
      lease.active();
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(renew.mock.calls.length).toBeGreaterThanOrEqual(19);
    expect(onLost).not.toHaveBeenCalled();
    lease.stop();
  });

  it('lets the lease run out when nobody is there', async () => {
    const renew = vi.fn(() => Promise.resolve({ expiresAt: LEASE_MS, serverNow: 0 }));
    const { onLost } = keeper(renew);
    await vi.advanceTimersByTimeAsync(IDLE_MS + LEASE_MS + HEARTBEAT_MS);
    expect(onLost).toHaveBeenCalledExactlyOnceWith('expired');
  });

  it('says at once when the core gave the case away', async () => {
    const { lease, onLost } = keeper(() => Promise.resolve({ lost: true }));
    await lease.renew();
    expect(onLost).toHaveBeenCalledExactlyOnceWith('taken');
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it('keeps the old deadline when the core cannot be reached', async () => {
    const { lease, onLost } = keeper(() => Promise.reject(new Error('gone')));
    await lease.renew();
    expect(lease.remaining()).toBe(LEASE_MS);
    await vi.advanceTimersByTimeAsync(LEASE_MS - 1000);
    expect(onLost).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1500);
    expect(onLost).toHaveBeenCalledExactlyOnceWith('expired');
  });

  it('is silent after it was stopped', async () => {
    const { lease, onLost } = keeper(() => Promise.resolve({ lost: true }));
    lease.stop();
    await lease.renew();
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(onLost).not.toHaveBeenCalled();
  });
});
