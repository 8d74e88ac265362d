import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { DISCLOSURE_FIELDS } from '../../../../common/domain/disclosure.ts';
import { hasMessage, MESSAGES } from '../../i18n.ts';
import { requestProblems, type RequestInput } from './disclosure-input.ts';
import { historyOf, partOf, stateWords, type Disclosure } from './disclosure-words.ts';

const intl = createIntl({ locale: 'en-GB', messages: MESSAGES });
const RECIPIENT = `age1${'q'.repeat(58)}`;

const REQUEST: Disclosure = {
  id: '019a5c1e-0000-7000-8000-000000000001',
  caseId: '019a5c1e-0000-7000-8000-12347f3a20c1',
  code: '7F3A-20C1',
  authority: 'District court',
  reference: '12 Gs 4/26',
  legalBasis: 'Order of 3 March',
  fields: ['case_reference', 'reported_message'],
  recipient: RECIPIENT,
  state: 'open',
  proposedBy: 'lead-01',
  proposedAt: '2026-03-10T09:00:00.000Z',
  decisions: [],
  export: null,
};
const approval = (actor: string, at: string): Disclosure['decisions'][number] => ({ actor, at, approve: true });

describe('partOf', () => {
  const admin = { id: 'adm-01', initialPassphrase: false };
  const may = { decide: true, export: false };

  it('gives each person their part', () => {
    expect(partOf(REQUEST, admin, may)).toBe('decide');
    expect(partOf(REQUEST, { ...admin, initialPassphrase: true }, may)).toBe('initial');
    expect(partOf({ ...REQUEST, proposedBy: 'adm-01' }, admin, may)).toBe('own');
    expect(partOf({ ...REQUEST, decisions: [approval('adm-01', REQUEST.proposedAt)] }, admin, may)).toBe('decided');
    expect(partOf({ ...REQUEST, decisions: [approval('adm-02', REQUEST.proposedAt)] }, admin, may)).toBe('decide');
    expect(partOf({ ...REQUEST, state: 'approved' }, admin, may)).toBe('none');
    const lead = { id: 'lead-01', initialPassphrase: false };
    expect(partOf({ ...REQUEST, state: 'approved' }, lead, { decide: false, export: true })).toBe('export');
    expect(partOf(REQUEST, lead, { decide: false, export: true })).toBe('none');
    expect(partOf({ ...REQUEST, state: 'rejected' }, admin, may)).toBe('none');
  });
});

describe('stateWords and historyOf', () => {
  it('counts approvals while it is open', () => {
    const half = { ...REQUEST, decisions: [approval('adm-01', '2026-03-10T10:00:00.000Z')] };
    expect(stateWords(intl, REQUEST)).toBe('0 of 2 approvals');
    expect(stateWords(intl, half)).toBe('1 of 2 approvals');
    expect(stateWords(intl, { ...half, state: 'exported' })).toBe('Handed out');
  });

  it('tells what happened in order', () => {
    const all: Disclosure = {
      ...REQUEST,
      state: 'exported',
      decisions: [approval('adm-02', '2026-03-10T11:00:00.000Z'), approval('adm-01', '2026-03-10T10:00:00.000Z')],
      export: { file: 'x.age', sha256: 'a', bytes: 1, at: '2026-03-10T12:00:00.000Z', by: 'lead-01' },
    };
    expect(historyOf(all).map(({ what, actor }) => `${what} ${actor}`)).toEqual([
      'proposed lead-01',
      'approved adm-01',
      'approved adm-02',
      'exported lead-01',
    ]);
  });
});

describe('requestProblems', () => {
  const good: RequestInput = {
    authority: 'District court',
    reference: '12 Gs 4/26',
    legalBasis: 'Order of 3 March',
    fields: ['case_reference'],
    recipient: RECIPIENT,
  };

  it('lets a complete request through', () => {
    expect(requestProblems(good)).toEqual({});
  });

  it.each([
    [{ authority: ' ' }, 'authority'],
    [{ reference: '' }, 'reference'],
    [{ legalBasis: '\n' }, 'legalBasis'],
    [{ fields: [] }, 'fields'],
    [{ recipient: 'ssh-ed25519 AAAA' }, 'recipient'],
    [{ recipient: RECIPIENT.toUpperCase() }, 'recipient'],
  ])('%o', (wrong, part) => {
    expect(Object.keys(requestProblems({ ...good, ...wrong }))).toEqual([part]);
  });
});

it('every field has words and says what it contains', () => {
  for (const field of DISCLOSURE_FIELDS) {
    expect(hasMessage(`disclosure.field.${field}`)).toBe(true);
    expect(hasMessage(`disclosure.field.${field}.note`)).toBe(true);
  }
});
