import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  completeDecision,
  decidedSeverity,
  EMPTY_DRAFT,
  missingFields,
  OUTCOMES,
  reasonRequired,
  withFinding,
  type DecisionDraft,
  type MissingField,
} from './decision.ts';
import { POLICIES } from './taxonomy.ts';

const WARN: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', reason: '' };
const CLEAR: DecisionDraft = { finding: 'no_violation', policy: 'NO_VIOLATION', action: 'none', reason: '' };
const UNCLEAR: DecisionDraft = {
  finding: 'insufficient_context',
  policy: 'INSUFFICIENT_CONTEXT',
  action: 'none',
  reason: '',
};

describe('reasonRequired', () => {
  it.each(POLICIES.flatMap(({ children }) => children.map(({ code }) => code)))('%s', (policy) => {
    const asked = ACTIONS.filter((action) => reasonRequired(policy, action));
    expect(asked).toEqual(policy.startsWith('CHILD.') ? [] : ['restrict', 'ban']);
  });

  it('asks by the action alone while no policy is chosen, and for nothing without an action', () => {
    expect(ACTIONS.filter((action) => reasonRequired(null, action))).toEqual(['restrict', 'ban']);
    expect(reasonRequired('HATE.slur', null)).toBe(false);
    expect(reasonRequired(null, null)).toBe(false);
  });
});

describe('missingFields', () => {
  it.each<[string, DecisionDraft, MissingField[]]>([
    ['an empty draft', EMPTY_DRAFT, ['finding']],
    ['everything but a finding', { ...WARN, finding: null }, ['finding']],
    ['a warning', WARN, []],
    ['a violation alone', { ...EMPTY_DRAFT, finding: 'violation' }, ['policy', 'action']],
    ['a violation without policy', { ...WARN, policy: null }, ['policy']],
    ['a violation of a first-level policy', { ...WARN, policy: 'HARASSMENT' }, ['policy']],
    ['a violation with an outcome for policy', { ...WARN, policy: 'NO_VIOLATION' }, ['policy']],
    ['a violation without action', { ...WARN, action: null }, ['action']],
    ['a violation that leads to nothing', { ...WARN, action: 'none' }, []],
    ['watching', { ...WARN, action: 'watch' }, []],
    ['a restriction without reason', { ...WARN, action: 'restrict' }, ['reason']],
    ['a ban without reason', { ...WARN, action: 'ban' }, ['reason']],
    ['a ban with blanks for a reason', { ...WARN, action: 'ban', reason: ' \n\t' }, ['reason']],
    ['a ban with a reason', { ...WARN, action: 'ban', reason: 'Third time.' }, []],
    ['a ban in the child-safety lane', { ...WARN, policy: 'CHILD.approach', action: 'ban' }, []],
    ['a ban without policy and reason', { ...WARN, policy: null, action: 'ban' }, ['policy', 'reason']],
    ['no violation', CLEAR, []],
    ['a duplicate', { ...CLEAR, policy: 'DUPLICATE' }, []],
    ['a report in bad faith', { ...CLEAR, policy: 'BAD_FAITH_REPORT' }, []],
    ['no violation without policy', { ...CLEAR, policy: null }, ['policy']],
    ['no violation of an unverifiable report', { ...CLEAR, policy: 'UNVERIFIABLE' }, ['policy']],
    ['no violation of a policy', { ...CLEAR, policy: 'HARASSMENT.insults' }, ['policy']],
    ['no violation under an inherited name', { ...CLEAR, policy: 'toString' }, ['policy']],
    ['no violation with a warning', { ...CLEAR, action: 'warn' }, ['action']],
    ['no violation without action', { ...CLEAR, action: null }, ['action']],
    ['no violation with a ban', { ...CLEAR, action: 'ban' }, ['action']],
    ['too little context', UNCLEAR, []],
    ['an unverifiable report', { ...UNCLEAR, policy: 'UNVERIFIABLE' }, []],
    ['too little context of a duplicate', { ...UNCLEAR, policy: 'DUPLICATE' }, ['policy']],
    ['too little context and nothing else', { ...UNCLEAR, policy: null, action: null }, ['policy', 'action']],
  ])('%s', (_, draft, expected) => {
    expect(missingFields(draft)).toEqual(expected);
  });
});

describe('withFinding', () => {
  it.each<[string, DecisionDraft, NonNullable<DecisionDraft['finding']>, DecisionDraft]>([
    ['a violation of nothing chosen', EMPTY_DRAFT, 'violation', { ...EMPTY_DRAFT, finding: 'violation' }],
    ['no violation', EMPTY_DRAFT, 'no_violation', CLEAR],
    ['too little context', EMPTY_DRAFT, 'insufficient_context', UNCLEAR],
    ['the same violation again', WARN, 'violation', WARN],
    ['a duplicate again', { ...CLEAR, policy: 'DUPLICATE' }, 'no_violation', { ...CLEAR, policy: 'DUPLICATE' }],
    ['a violation turned down', { ...WARN, reason: 'kept' }, 'no_violation', { ...CLEAR, reason: 'kept' }],
    [
      'a violation that is unclear',
      { ...WARN, reason: 'kept' },
      'insufficient_context',
      { ...UNCLEAR, reason: 'kept' },
    ],
    [
      'an outcome made a violation',
      { ...CLEAR, reason: 'kept' },
      'violation',
      { ...WARN, policy: null, action: null, reason: 'kept' },
    ],
    ['a policy chosen before the finding', { ...WARN, finding: null }, 'violation', { ...WARN, action: null }],
    ['an unclear case cleared', UNCLEAR, 'no_violation', CLEAR],
  ])('%s', (_, draft, finding, expected) => {
    expect(withFinding(draft, finding)).toEqual(expected);
  });

  it('never leaves anything to fill in unless it is a violation', () => {
    for (const draft of [EMPTY_DRAFT, WARN, CLEAR, UNCLEAR])
      for (const finding of ['no_violation', 'insufficient_context'] as const)
        expect(missingFields(withFinding(draft, finding))).toEqual([]);
  });
});

describe('a complete decision', () => {
  it('is the draft with its reason trimmed', () => {
    expect(completeDecision({ ...WARN, action: 'ban', reason: '  Third time. \n' })).toEqual({
      ...WARN,
      action: 'ban',
      reason: 'Third time.',
    });
  });

  it('is refused with what it still needs', () => {
    expect(completeDecision({ ...WARN, action: 'ban' })).toEqual({ missing: ['reason'] });
    expect(completeDecision(EMPTY_DRAFT)).toEqual({ missing: ['finding'] });
  });

  it('has the severity of its second-level policy, and none without a violation', () => {
    expect(decidedSeverity({ policy: 'THREAT.credible' })).toBe('S0');
    expect(decidedSeverity({ policy: 'THREAT.violence' })).toBe('S1');
    expect(decidedSeverity({ policy: 'SPAM.bulk' })).toBe('S3');
    for (const policy of Object.keys(OUTCOMES)) expect(decidedSeverity({ policy })).toBeNull();
  });
});
