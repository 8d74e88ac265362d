import { describe, expect, it } from 'vitest';
import { idProblem, passphraseProblems } from './people-input.ts';

describe('idProblem', () => {
  it.each([
    ['mod-07', null],
    ['a', null],
    ['', 'people.id.missing'],
    ['Mod-07', 'people.id.form'],
    ['-mod', 'people.id.form'],
    ['a'.repeat(65), 'people.id.form'],
    ['mod-01', 'people.id.taken'],
  ])('%s', (id, problem) => {
    expect(idProblem(id, ['mod-01'])).toBe(problem);
  });
});

describe('passphraseProblems', () => {
  it('asks for twelve characters, counted as people count', () => {
    expect(passphraseProblems('elevenchars', 'elevenchars').passphrase).toBe('people.passphrase.short');
    expect(passphraseProblems('twelve chars', 'twelve chars').passphrase).toBeNull();
    expect(passphraseProblems('🙂'.repeat(11), '🙂'.repeat(11)).passphrase).toBe('people.passphrase.short');
  });

  it('asks for the same twice', () => {
    expect(passphraseProblems('twelve chars', 'twelve charz').again).toBe('people.passphrase.differs');
    expect(passphraseProblems('twelve chars', 'twelve chars').again).toBeNull();
  });
});
