import { describe, expect, it } from 'vitest';
import { LABELS, type AuthorRole, type Band, type Label } from './scores.ts';
import { POLICIES, type PolicyCode } from './taxonomy.ts';
import { isVeiled } from './veil.ts';

const UNLIKELY = { label: 'toxicity', band: 'unlikely' } as const;

function veiled(category: PolicyCode, role: AuthorRole, score: { label: Label; band: Band } | null): boolean {
  return isVeiled({ slot: 3, role, category, score });
}

describe('the veil', () => {
  it.each(POLICIES.map(({ code, severity }) => [code, severity] as const))(
    'covers what the model finds harmless in %s (%s) only when the category is grave',
    (code, severity) => {
      const grave = ['S0', 'S1'].includes(severity);
      expect(veiled(code, 'subject', UNLIKELY)).toBe(grave);
      expect(veiled(code, 'other', UNLIKELY)).toBe(grave);
      expect(veiled(code, 'reporter', UNLIKELY)).toBe(false);
    },
  );

  it('covers a grave report of each grave severity', () => {
    expect(veiled('CHILD', 'subject', UNLIKELY)).toBe(true);
    expect(veiled('HATE', 'subject', UNLIKELY)).toBe(true);
    expect(veiled('HARASSMENT', 'subject', UNLIKELY)).toBe(false);
    expect(veiled('SPAM', 'subject', UNLIKELY)).toBe(false);
  });

  it.each(LABELS.map((label) => [label, label !== 'spam_scam'] as const))(
    'covers a likely %s outside the grave categories: %s',
    (label, expected) => {
      for (const role of ['subject', 'reporter', 'other'] as const) {
        expect(veiled('HARASSMENT', role, { label, band: 'likely' })).toBe(expected);
        expect(veiled('HARASSMENT', role, { label, band: 'possible' })).toBe(false);
        expect(veiled('HARASSMENT', role, { label, band: 'unlikely' })).toBe(false);
      }
    },
  );

  it('does not lift from a grave report because the model reads spam', () => {
    expect(veiled('THREAT', 'subject', { label: 'spam_scam', band: 'likely' })).toBe(true);
  });

  it('covers what could not be scored, whoever wrote it', () => {
    for (const role of ['subject', 'reporter', 'other'] as const) expect(veiled('SPAM', role, null)).toBe(true);
  });
});
