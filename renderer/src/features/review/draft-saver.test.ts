import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT, type DecisionDraft } from '../../../../common/domain/decision.ts';
import { DRAFT_PAUSE_MS, DraftSaver } from './draft-saver.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const draft = (reason: string): DecisionDraft => ({ ...EMPTY_DRAFT, reason });

describe('DraftSaver', () => {
  it('writes once after a pause in typing, the newest text', async () => {
    const save = vi.fn(() => Promise.resolve());
    const saver = new DraftSaver({ save });
    for (const text of ['a', 'ab', 'abc']) {
      saver.changed(draft(text));
      await vi.advanceTimersByTimeAsync(DRAFT_PAUSE_MS / 2);
    }
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(DRAFT_PAUSE_MS);
    expect(save.mock.calls).toEqual([[draft('abc')]]);
  });

  it('writes one after the other, so that drafts never overtake each other', async () => {
    const finished: string[] = [];
    const waiting: (() => void)[] = [];
    const saver = new DraftSaver({
      save: async ({ reason }) => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        finished.push(reason);
      },
    });
    saver.changed(draft('one'));
    const first = saver.flush();
    await vi.advanceTimersByTimeAsync(0);
    saver.changed(draft('two'));
    const second = saver.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toHaveLength(1);
    waiting[0]!();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    waiting[1]!();
    await second;
    expect(finished).toEqual(['one', 'two']);
  });

  it('tries a failed draft again with the next flush', async () => {
    const save = vi
      .fn<(draft: DecisionDraft) => Promise<void>>()
      .mockRejectedValueOnce(new Error('full'))
      .mockResolvedValue();
    const saver = new DraftSaver({ save });
    saver.changed(draft('kept'));
    await saver.flush();
    await saver.flush();
    expect(save.mock.calls).toEqual([[draft('kept')], [draft('kept')]]);
    await saver.flush();
    expect(save).toHaveBeenCalledTimes(2);
  });

  it('writes nothing after the case was decided', async () => {
    const save = vi.fn(() => Promise.resolve());
    const saver = new DraftSaver({ save });
    saver.changed(draft('late'));
    saver.stop();
    await vi.advanceTimersByTimeAsync(10 * DRAFT_PAUSE_MS);
    await saver.flush();
    expect(save).not.toHaveBeenCalled();
  });
});
