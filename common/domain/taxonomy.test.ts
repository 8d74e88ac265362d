import { describe, expect, it } from 'vitest';
import { DUE_MINUTES, findSubPolicy, isPolicyCode, POLICIES, POLICY_CODES, policyOf } from './taxonomy.ts';

const SEVERITIES = ['S0', 'S1', 'S2', 'S3'] as const;

describe('the taxonomy', () => {
  it('holds every policy code once', () => {
    expect(POLICIES.map(({ code }) => code)).toEqual(POLICY_CODES);
    expect(new Set(POLICY_CODES).size).toBe(POLICY_CODES.length);
  });

  it('holds every second-level code once, under its policy', () => {
    const codes = POLICIES.flatMap(({ children }) => children.map(({ code }) => code));
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, children } of POLICIES)
      for (const child of children) expect(child.code.startsWith(`${code}.`), child.code).toBe(true);
  });

  it.each(POLICIES.map((policy) => [policy.code, policy] as const))(
    '%s has sub-policies, is as grave as the gravest of them, and is explained',
    (_, policy) => {
      expect(policy.children.length).toBeGreaterThan(0);
      expect(policy.severity).toBe(policy.children.map(({ severity }) => severity).sort()[0]);
      for (const { name, guideline } of policy.children) {
        expect(name.trim()).not.toBe('');
        expect(guideline.trim()).not.toBe('');
      }
    },
  );

  it('uses every severity, and a graver one is due sooner', () => {
    expect([...new Set(POLICIES.map(({ severity }) => severity))].sort()).toEqual(SEVERITIES);
    const minutes = SEVERITIES.map((severity) => DUE_MINUTES[severity]);
    expect(minutes).toEqual([60, 240, 1_440, 4_320]);
  });

  it('finds what it holds and nothing else', () => {
    for (const policy of POLICIES) {
      expect(isPolicyCode(policy.code)).toBe(true);
      expect(policyOf(policy.code)).toBe(policy);
      expect(findSubPolicy(policy.code)).toBeNull();
      for (const child of policy.children) {
        expect(findSubPolicy(child.code)).toEqual({ policy, child });
        expect(isPolicyCode(child.code)).toBe(false);
      }
    }
    for (const code of ['', 'hate', 'HATE.', 'HATE.none', 'toString', '__proto__']) {
      expect(isPolicyCode(code)).toBe(false);
      expect(findSubPolicy(code)).toBeNull();
    }
  });
});
