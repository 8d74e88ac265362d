import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISCLOSURE_FIELDS } from '../../../common/domain/disclosure.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { disclosureDocument, type DisclosureSources } from './document.ts';

const bundle = exampleBundle('document', { blank: 'attachment' });
const SOURCES: DisclosureSources = {
  caseId: '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000',
  bundle,
  verification: { verdict: 'not_verifiable', order: 'claimed', platform: null, checks: [], unchecked: [] },
  findings: bundle.messages.map(({ slot, type }) => ({ slot, type, verdict: 'not_verifiable', failed: null })),
  decision: {
    ...{ finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', severity: 'S2' },
    ...{ reason: 'written reason', salt: 'ab'.repeat(32), entry: 7 },
  },
  logProof: 'c2sp.org/tlog-proof@v1',
};

describe('the document of a disclosure', () => {
  it('has exactly the approved fields, whichever they are', () => {
    fc.assert(
      fc.property(fc.subarray([...DISCLOSURE_FIELDS]), (fields) => {
        const document = disclosureDocument('d', fields, SOURCES);
        expect(Object.keys(document)).toEqual(['format', 'disclosure', 'fields']);
        expect(Object.keys(document.fields)).toEqual(fields);
      }),
    );
  });

  it('names pseudonyms, the conversation and the bundle only in their own fields', () => {
    const own = ['reporter_pseudonym', 'subject_pseudonym', 'conversation_id'] as const;
    const others = DISCLOSURE_FIELDS.filter((field) => !own.some((name) => name === field));
    const text = JSON.stringify(disclosureDocument('d', others, SOURCES));
    const authors = bundle.messages.map(({ author }) => author);
    for (const name of [...authors, bundle.parties.conversation.id, bundle.header.bundleId])
      expect(text).not.toContain(name);
    expect(JSON.stringify(disclosureDocument('d', own, SOURCES))).toContain(bundle.parties.subject);
  });

  it('keeps the reported message and the context apart', () => {
    const { fields } = disclosureDocument('d', ['reported_message', 'context_messages'], SOURCES);
    const context = fields.context_messages as { slot: number }[];
    expect(fields.reported_message).toMatchObject({ slot: 5 });
    expect(context.map(({ slot }) => slot)).toEqual([1, 2, 3, 4]);
  });

  it('never holds the bytes of an attachment', () => {
    const withBytes: DisclosureSources = {
      ...SOURCES,
      bundle: {
        ...bundle,
        messages: bundle.messages.map((message) =>
          message.type === 'attachment' ? { ...message, data: 'Y2FuYXJ5LWJ5dGVz' } : message,
        ),
      },
    };
    const text = JSON.stringify(disclosureDocument('d', DISCLOSURE_FIELDS, withBytes));
    expect(text).toContain('"type":"attachment"');
    expect(text).not.toContain('Y2FuYXJ5LWJ5dGVz');
  });
});
