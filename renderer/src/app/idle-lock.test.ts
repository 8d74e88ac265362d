import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleLock, REPORT_MS, SLEEP_MS, TICK_MS, WARNING_MS } from './idle-lock.ts';

const IDLE_MS = 300_000;

function idleLock() {
  const report = vi.fn();
  const warn = vi.fn();
  const lock = vi.fn();
  return { idle: new IdleLock({ idleMs: IDLE_MS, report, warn, lock }), report, warn, lock };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('IdleLock', () => {
  it('locks after the idle time and not before', () => {
    const { lock } = idleLock();
    vi.advanceTimersByTime(IDLE_MS - TICK_MS);
    expect(lock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(TICK_MS);
    expect(lock).toHaveBeenCalledExactlyOnceWith('idle');
    vi.advanceTimersByTime(IDLE_MS);
    expect(lock).toHaveBeenCalledOnce();
  });

  it('warns before it locks, and takes the warning back on input', () => {
    const { idle, warn, lock } = idleLock();
    vi.advanceTimersByTime(IDLE_MS - WARNING_MS - TICK_MS);
    expect(warn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(TICK_MS);
    expect(warn).toHaveBeenLastCalledWith(WARNING_MS);
    idle.active();
    expect(warn).toHaveBeenLastCalledWith(null);
    vi.advanceTimersByTime(IDLE_MS - TICK_MS);
    expect(lock).not.toHaveBeenCalled();
  });

  it('reports input at most every so often, and the last one always', () => {
    const { idle, report } = idleLock();
    vi.advanceTimersByTime(REPORT_MS);
    idle.active();
    expect(report).toHaveBeenCalledTimes(1);
    for (let n = 0; n < 20; n += 1) {
      vi.advanceTimersByTime(TICK_MS);
      idle.active();
    }
    expect(report).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(REPORT_MS);
    expect(report).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(2 * REPORT_MS);
    expect(report).toHaveBeenCalledTimes(2);
  });

  it('locks when the machine slept, also when an input comes before the next look at the time', () => {
    const { lock } = idleLock();
    vi.setSystemTime(Date.now() + SLEEP_MS + TICK_MS);
    vi.advanceTimersByTime(TICK_MS);
    expect(lock).toHaveBeenCalledExactlyOnceWith('suspend');

    const other = idleLock();
    vi.setSystemTime(Date.now() + SLEEP_MS + TICK_MS);
    other.idle.active();
    expect(other.lock).toHaveBeenCalledExactlyOnceWith('suspend');
    expect(other.report).not.toHaveBeenCalled();
  });

  it('does nothing after it was stopped', () => {
    const { idle, lock, report } = idleLock();
    idle.stop();
    idle.active();
    vi.advanceTimersByTime(2 * IDLE_MS);
    expect(lock).not.toHaveBeenCalled();
    expect(report).not.toHaveBeenCalled();
  });
});
