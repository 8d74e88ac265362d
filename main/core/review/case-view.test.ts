import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../common/domain/masking.ts';
import { EMPTY_DRAFT } from '../../../common/domain/decision.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { buildCaseView, complaintSegments, viewMessage, type OpenCase } from './case-view.ts';

const NUMBER = '+44 20 7946 0018';

/** A harassment case whose complaint and reported message both hold a telephone number. */
function openCase(): OpenCase {
  const bundle = exampleBundle();
  const complaint = { ...bundle.complaint, text: `He calls me from ${NUMBER} every night.` };
  const messages = bundle.messages.map((message) =>
    message.type === 'text' && message.slot === 5 ? { ...message, text: `Ring ${NUMBER} or else.` } : message,
  );
  return {
    claimed: {
      caseId: '019e0000-0000-7000-8000-000000000001',
      token: '0'.repeat(32),
      bundleId: bundle.header.bundleId,
      policy: 'HARASSMENT',
      priority: 5,
      attempt: 1,
      maxAttempts: 5,
      expiresAt: 0,
      serverNow: 0,
      enqueuedAt: 0,
      header: '',
      recipients: '',
      sealed: Buffer.alloc(0),
      commitmentHolds: true,
    },
    bundle: { ...bundle, complaint, messages },
    verification: { verdict: 'not_verifiable', order: 'claimed', platform: null, checks: [], unchecked: [] },
    findings: [],
    note: { score: null, notScored: 'no_text', escalations: [] },
    revealed: { text: new Set(), details: new Set() },
    openedAt: 0,
    expiresAt: 0,
    draft: EMPTY_DRAFT,
  };
}

const shown = (segments: readonly Segment[]): string =>
  segments.map((segment) => (segment.kind === 'text' ? segment.text : `<${segment.what}>`)).join('');

describe('what leaves the core of a case', () => {
  it('holds no number of the complaint before its details were revealed, and all of it after', () => {
    const open = openCase();
    const { complaint } = buildCaseView(open, 0);
    expect(shown(complaint.segments)).toBe('He calls me from <number> every night.');
    open.revealed.details.add(0);
    expect(shown(complaintSegments(open))).toBe(open.bundle.complaint.text);
  });

  it('holds a veiled message only as its length, then its text with masks, then all of it', () => {
    const open = openCase();
    expect(JSON.stringify(buildCaseView(open, 0))).not.toContain('7946');
    expect(viewMessage(open, 5).content).toEqual({ kind: 'veiled', characters: `Ring ${NUMBER} or else.`.length });
    open.revealed.text.add(5);
    const masked = viewMessage(open, 5).content;
    expect(masked.kind === 'text' ? shown(masked.segments) : masked).toBe('Ring <number> or else.');
    open.revealed.details.add(5);
    const whole = viewMessage(open, 5).content;
    expect(whole.kind === 'text' ? shown(whole.segments) : whole).toBe(`Ring ${NUMBER} or else.`);
  });
});
