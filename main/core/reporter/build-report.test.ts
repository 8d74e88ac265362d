import { describe, expect, it } from 'vitest';
import { verifyBundle } from '../intake/verify-bundle.ts';
import { buildReport, sharedMessages, type ReportRequest } from './build-report.ts';
import type { Chat } from './chat.ts';
import { reporterOf, selectByNumber, selectByText } from './selection.ts';

const key = Buffer.alloc(32, 1);
const now = Date.UTC(2025, 5, 2);

function chatOf(kind: Chat['kind'], ...lines: readonly (readonly [author: string, text: string | null])[]): Chat {
  const authors = [...new Set(lines.map(([author]) => author))];
  return {
    kind,
    authors,
    participants: Math.max(2, authors.length),
    language: 'und',
    messages: lines.map(([author, text], index) => ({
      author,
      sentAt: new Date(Date.UTC(2025, 5, 1, 10, index)).toISOString(),
      content: text === null ? { type: 'empty', reason: 'deleted' } : { type: 'text', text },
    })),
    messengerLines: 0,
  };
}

const pair = chatOf(
  'one_to_one',
  ['Annabel', 'one'],
  ['Bertram', 'two'],
  ['Annabel', null],
  ['Bertram', 'four money'],
  ['Annabel', 'five'],
  ['Bertram', 'six MONEY'],
);
const trio = chatOf('group', ['Annabel', 'a'], ['Bertram', 'b'], ['Carlotta', 'c'], ['Bertram', 'd']);

function build(chat: Chat, index: number, change: Partial<ReportRequest> = {}) {
  const reporter = reporterOf(chat, index, chat.kind === 'group' ? 'annabel' : null, false);
  return buildReport({ chat, index, reporter, category: 'FRAUD', comment: '', key, now, platform: null, ...change });
}

describe('buildReport', () => {
  it('takes the chosen message and the four before it, deleted ones as empty slots', () => {
    const { bundle, raw } = build(pair, 5);
    expect(verifyBundle(raw, null).ok).toBe(true);
    expect(bundle.messages.map(({ slot, role, type }) => [slot, role, type])).toEqual([
      [1, 'subject', 'text'],
      [2, 'reporter', 'empty'],
      [3, 'subject', 'text'],
      [4, 'reporter', 'text'],
      [5, 'subject', 'text'],
    ]);
    expect(bundle.complaint.consent.announced).toBe(5);
  });

  it('takes fewer where the chat is shorter', () => {
    expect(sharedMessages(0)).toEqual({ first: 0, count: 1 });
    const { bundle } = build(pair, 1);
    expect(bundle.messages.map(({ slot }) => slot)).toEqual([4, 5]);
    expect(bundle.complaint.consent.announced).toBe(2);
  });

  it('puts no name into the bundle', () => {
    for (const { raw } of [build(pair, 5), build(trio, 3)]) {
      expect(Buffer.from(raw).toString()).not.toMatch(/annabel|bertram|carlotta/iu);
    }
  });

  it('gives others in a group their role', () => {
    expect(build(trio, 3).bundle.messages.map(({ role }) => role)).toEqual(['reporter', 'subject', 'other', 'subject']);
  });

  it('makes the same report the same bundle id, and another one another', () => {
    const id = (...request: Parameters<typeof build>): string => build(...request).bundle.header.bundleId;
    expect(id(pair, 5, { now: now + 999 })).toBe(id(pair, 5));
    const others = [id(pair, 3), id(pair, 5, { category: 'SPAM' }), id(pair, 5, { key: Buffer.alloc(32, 2) })];
    expect(new Set([id(pair, 5), ...others]).size).toBe(4);
  });

  it('gives people other pseudonyms in another chat and under another key', () => {
    const subject = (request: ReturnType<typeof build>): string => request.bundle.parties.subject;
    expect(subject(build(pair, 3))).toBe(subject(build(pair, 5)));
    const elsewhere = chatOf('one_to_one', ['Annabel', 'hello'], ['Bertram', 'two']);
    expect(
      new Set([
        subject(build(pair, 5)),
        subject(build(elsewhere, 1)),
        subject(build(pair, 5, { key: Buffer.alloc(32, 3) })),
      ]).size,
    ).toBe(3);
  });

  it('refuses what a bundle cannot carry with a sentence', () => {
    const long = chatOf('one_to_one', ['Annabel', 'a'], ['Bertram', 'b'.repeat(70_000)]);
    expect(() => build(long, 1)).toThrow('This report cannot be built: A text in the bundle is longer');
    expect(() => build(pair, 5, { comment: 'c'.repeat(2001) })).toThrow('longer than 2000 characters');
  });
});

describe('selection', () => {
  it('counts from one and names the chat’s length', () => {
    expect(selectByNumber(pair, 6)).toBe(5);
    expect(() => selectByNumber(pair, 7)).toThrow('has no message 7: it has 6 messages');
    expect(() => selectByNumber(pair, 0)).toThrow('has no message 0');
  });

  it('takes the last match whatever its case and says how many there are', () => {
    expect(selectByText(pair, 'Money')).toEqual({ index: 5, matches: 2 });
    expect(() => selectByText(pair, 'nowhere')).toThrow('No message of the chat contains');
    expect(() => selectByText(pair, ' ')).toThrow('needs some text');
  });
});

describe('who reports', () => {
  it('is the other one between two people', () => {
    expect(reporterOf(pair, 5, null, false)).toEqual({ name: 'Annabel' });
    expect(reporterOf(chatOf('one_to_one', ['Bertram', 'x']), 0, null, false)).toEqual({ silent: true });
  });

  it('has to be said in a group, by name or as silent', () => {
    expect(() => reporterOf(trio, 3, null, false)).toThrow('--me NAME (Annabel, Bertram, Carlotta)');
    expect(reporterOf(trio, 3, null, true)).toEqual({ silent: true });
    expect(() => reporterOf(trio, 3, 'Dora', false)).toThrow('It has: Annabel, Bertram, Carlotta');
    expect(() => reporterOf(trio, 3, 'Annabel', true)).toThrow('not both');
    expect(() => reporterOf(pair, 5, null, true)).toThrow('not silent');
  });

  it('is never the author of the message', () => {
    expect(() => reporterOf(trio, 3, 'BERTRAM', false)).toThrow('nobody can report their own message');
  });

  it('counts a silent reporter among the people of the group', () => {
    const { bundle } = build(trio, 3, { reporter: { silent: true } });
    expect(bundle.parties.conversation.participants).toBe(4);
    expect(bundle.messages.map(({ role }) => role)).toEqual(['other', 'subject', 'other', 'subject']);
  });
});
