import { describe, expect, it } from 'vitest';
import { createIntl } from 'react-intl';
import { EXPERIMENTAL_LABELS } from '../../../../common/domain/scores.ts';
import { MESSAGES } from '../../i18n.ts';
import { entryWords, modelWords, timelineFacts, timelineTitle, timeWords, type TimelineEntry } from './log-words.ts';

const intl = createIntl({ locale: 'en-GB', messages: MESSAGES });

function entry(kind: string, detail: Record<string, unknown>): TimelineEntry {
  return { index: 4, at: '2026-03-10T12:00:00.000Z', kind, actor: 'mod-04', detail };
}

describe('timeline in words', () => {
  it.each([
    [
      entry('case.received', { verdict: 'not_verifiable', messages: 5, via: 'report' }),
      'Received, not verifiable',
      '5 messages, by a report',
    ],
    [
      entry('case.scored', { model: 'bag-1', band: 'likely', label: 'threat', p: 0.93 }),
      'Scored',
      'bag-1, likely threat* .93',
    ],
    [entry('case.opened', { shown: [2, 3] }), 'Opened by mod-04', '2 messages readable'],
    [entry('case.opened', { shown: [] }), 'Opened by mod-04', 'everything veiled'],
    [entry('message.revealed', { slot: 5 }), 'Message 5 revealed', ''],
    [entry('case.released', { cause: 'skipped', until: null }), 'Skipped', ''],
    [
      entry('decision.committed', {
        finding: 'violation',
        policy: 'HARASSMENT.insults',
        action: 'warn',
        guideline: null,
      }),
      'Violation: Harassment, targeted insults',
      'warn, by mod-04',
    ],
    [
      entry('decision.committed', { finding: 'no_violation', policy: 'DUPLICATE', action: 'none' }),
      'No violation: Duplicate report',
      'no action, by mod-04',
    ],
    [
      entry('decision.committed', { finding: 'no_violation', policy: 'NO_VIOLATION', action: 'none' }),
      'No violation',
      'no action, by mod-04',
    ],
    [entry('something.newer', { text: 'x' }), 'something.newer', ''],
  ])('%o', (step, title, facts) => {
    expect(timelineTitle(intl, step)).toBe(title);
    expect(timelineFacts(intl, step)).toBe(facts);
  });

  it('survives entries that lack what it expects', () => {
    for (const kind of Object.keys(MESSAGES)
      .filter((id) => id.startsWith('kind.'))
      .map((id) => id.slice(5))) {
      expect(timelineTitle(intl, entry(kind, {}))).not.toBe('');
      expect(typeof timelineFacts(intl, entry(kind, {}))).toBe('string');
    }
  });
});

describe('modelWords', () => {
  it.each([
    ['toxicity', 'likely', 'Likely toxicity'],
    [EXPERIMENTAL_LABELS[0]!, 'possible', `Possible ${MESSAGES[`label.${EXPERIMENTAL_LABELS[0]!}`]}*`],
    ['toxicity', 'unlikely', 'Unlikely'],
    [null, null, 'Not scored'],
  ])('%s %s', (label, band, words) => {
    expect(modelWords(intl, label, band)).toBe(words);
  });
});

describe('entryWords', () => {
  it.each([
    [{ kind: 'message.revealed', slot: 3, standing: null }, 'Message 3 revealed'],
    [{ kind: 'decision.committed', slot: null, standing: 'final' as const }, 'Decision committed'],
    [
      { kind: 'decision.committed', slot: null, standing: 'taken_back' as const },
      'Decision committed, later taken back',
    ],
    [{ kind: 'something.newer', slot: null, standing: null }, 'something.newer'],
  ])('%o', (row, words) => {
    expect(entryWords(intl, row)).toBe(words);
  });
});

describe('timeWords', () => {
  it('names today and yesterday', () => {
    const noon = new Date(2026, 2, 10, 12).getTime();
    expect(timeWords(intl, new Date(2026, 2, 10, 9, 5).toISOString(), noon)).toBe('Today 09:05');
    expect(timeWords(intl, new Date(2026, 2, 10, 9, 5, 7).toISOString(), noon, true)).toBe('Today 09:05:07');
    expect(timeWords(intl, new Date(2026, 2, 9, 23, 59).toISOString(), noon)).toBe('Yesterday 23:59');
    expect(timeWords(intl, new Date(2026, 2, 3, 8, 0).toISOString(), noon)).toBe('3 Mar 2026 08:00');
  });
});
