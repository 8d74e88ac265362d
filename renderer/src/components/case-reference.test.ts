import { describe, expect, it } from 'vitest';
import { readCaseReference } from './case-reference.ts';

describe('readCaseReference', () => {
  it.each([
    [' 7f3a-20c1 ', { kind: 'code', code: '7F3A-20C1' }],
    ['7F3A20C1', { kind: 'code', code: '7F3A-20C1' }],
    ['019A5C1E-0000-7000-8000-12347F3A20C1', { kind: 'id', caseId: '019a5c1e-0000-7000-8000-12347f3a20c1' }],
    ['7F3A-20C', null],
    ['7G3A-20C1', null],
    ['Case 7F3A-20C1', null],
    ['', null],
  ])('%s', (typed, reference) => {
    expect(readCaseReference(typed)).toEqual(reference);
  });
});
