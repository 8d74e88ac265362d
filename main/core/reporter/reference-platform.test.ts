import { describe, expect, it } from 'vitest';
import { verifyBundle } from '../intake/verify-bundle.ts';
import { buildReport, type ReportRequest } from './build-report.ts';
import type { Chat, ChatContent } from './chat.ts';
import { referencePlatform, referencePlatformKey, ReferencePlatform } from './reference-platform.ts';

const seed = Buffer.alloc(32, 4);
const platform = referencePlatform(seed);
const conversation = Buffer.alloc(16, 1);
const record = {
  conversation,
  seq: 7,
  sender: 'ab'.repeat(16),
  at: Date.UTC(2025, 5, 1),
  commitment: Buffer.alloc(32, 2),
};
const statement = { bundleId: 'id', reporter: 'cd'.repeat(16), category: 'FRAUD', receivedAt: Date.UTC(2025, 5, 2) };

function chatOf(...contents: readonly ChatContent[]): Chat {
  const authors = ['Annabel', 'Bertram'];
  return {
    kind: 'one_to_one',
    authors,
    participants: 2,
    language: 'und',
    messages: contents.map((content, index) => ({
      author: authors[(contents.length - index) % 2] ?? '',
      sentAt: new Date(Date.UTC(2025, 5, 1, 10, index)).toISOString(),
      content,
    })),
    messengerLines: 0,
  };
}

function report(chat: Chat, change: Partial<ReportRequest> = {}) {
  const reporter = { name: 'Annabel' };
  const [index, key, now] = [chat.messages.length - 1, Buffer.alloc(32, 1), Date.UTC(2025, 5, 2)];
  return buildReport({ chat, index, reporter, category: 'FRAUD', comment: '', key, now, platform, ...change });
}

describe('the reference platform', () => {
  it('signs what it relayed and nothing else', () => {
    const { context, tag } = platform.relay(record);
    const own = { commitment: record.commitment, context, tag };
    expect(platform.signReport({ ...statement, records: [own] })).toHaveLength(64);
    const others = [
      { ...own, commitment: Buffer.alloc(32, 3) },
      { ...own, tag: Buffer.alloc(32, 3) },
      { ...own, context: platform.relay({ ...record, seq: 8 }).context },
      { ...own, context: Buffer.from('no context') },
      { ...own, ...new ReferencePlatform(Buffer.alloc(32, 5), 'another').relay(record) },
    ];
    for (const foreign of others) expect(platform.signReport({ ...statement, records: [own, foreign] })).toBeNull();
  });

  it('keeps one tag key for an epoch and takes another in the next', () => {
    const later = platform.relay({ ...record, at: record.at + 60 * 24 * 60 * 60 * 1000 });
    expect(later.tag.equals(platform.relay(record).tag)).toBe(false);
    const own = { commitment: record.commitment, ...later };
    expect(platform.signReport({ ...statement, records: [own] })).not.toBeNull();
  });

  it('is the same platform for the same seed, and names its key after it', () => {
    expect(referencePlatformKey(seed)).toEqual(platform.identity);
    expect(referencePlatformKey(Buffer.alloc(32, 5)).keyId).not.toBe(platform.identity.keyId);
  });
});

describe('a report through the reference platform', () => {
  const platforms = {
    find: (keyId: string) =>
      keyId === platform.identity.keyId
        ? { ...platform.identity, notBefore: 0, notAfter: Date.UTC(2100, 0, 1), state: 'trusted' as const }
        : null,
  };

  it('is verified, with the numbers the messages have in the file', () => {
    const contents = Array.from({ length: 8 }, (_, index): ChatContent => ({ type: 'text', text: `line ${index}` }));
    const { raw, bundle } = report(chatOf(...contents));
    expect(verifyBundle(raw, platforms)).toMatchObject({
      ok: true,
      verification: {
        verdict: 'verified',
        order: 'contiguous',
        platform: { name: 'Reference platform of this workspace' },
      },
    });
    expect(bundle.messages.map(({ franking }) => franking?.seq)).toEqual([4, 5, 6, 7, 8]);
  });

  it('proves every kind of message a chat has, as far as it can be proven', () => {
    const data = Buffer.from('abc').toString('base64');
    const sha256 = 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';
    const chat = chatOf(
      { type: 'empty', reason: 'deleted' },
      { type: 'attachment', mediaType: 'image/png', size: 3, sha256, data },
      { type: 'attachment', mediaType: 'image/png', size: 900, sha256 },
      { type: 'text', text: 'look', mediaOmitted: true },
      { type: 'text', text: 'well?' },
    );
    const result = verifyBundle(report(chat).raw, platforms);
    if (!result.ok) throw new Error(result.code);
    expect(result.messages.map(({ verdict }) => verdict)).toEqual([
      'not_verifiable',
      ...Array<string>(4).fill('verified'),
    ]);
    expect(result.verification.unchecked).toContain('attachment_bytes');
    expect(result.verification.checks).toContainEqual({ check: 'attachments', result: 'held' });
  });

  it('is not verified when the reported message itself is gone', () => {
    const chat = chatOf({ type: 'text', text: 'well?' }, { type: 'empty', reason: 'deleted' });
    expect(verifyBundle(report(chat).raw, platforms)).toMatchObject({
      ok: true,
      verification: { verdict: 'not_verifiable', order: 'contiguous' },
    });
  });

  it('carries no proof when there is no platform', () => {
    const { bundle } = report(chatOf({ type: 'text', text: 'well?' }), { platform: null });
    expect(bundle).not.toHaveProperty('platform');
    expect(bundle.messages[0]).not.toHaveProperty('franking');
  });

  it('refuses times that no platform can have seen', () => {
    const chat = chatOf({ type: 'text', text: 'well?' });
    const messages = chat.messages.map((message) => ({ ...message, sentAt: '1969-01-01T00:00:00.000Z' }));
    expect(() => report({ ...chat, messages })).toThrow('dated before 1970');
  });
});
