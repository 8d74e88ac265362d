import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../../common/domain/bundle.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTrust } from '../../../fixtures/trust.ts';
import { frankReport, type UnsignedReport } from '../reporter/reference-client.ts';
import { samplePlatform } from '../reporter/sample-platform.ts';
import { assembleBundle, encodeBundle } from './assemble-bundle.ts';
import { openStored } from './open-stored.ts';
import { sealBundle } from './sealed-bundle.ts';
import { verifyBundle } from './verify-bundle.ts';

const DAY = 24 * 60 * 60 * 1000;
const genuine = exampleBundle('franking', { franked: true });

type Messages = Bundle['messages'];

/** Fields that message franking does not cover: the reporter's own words about the report. */
const UNSIGNED = [
  /^header\.priority$/u,
  /^complaint\.(?:text|language|consent\.noticeVersion|consent\.at)$/u,
  /^metadata\b/u,
  /^parties\.conversation\.(?:kind|participants)$/u,
  /^messages\.\d\.(?:reason|mediaType|size)$/u,
];
const isUnsigned = (path: readonly string[]): boolean => UNSIGNED.some((pattern) => pattern.test(path.join('.')));

describe('any change to a franked bundle', () => {
  it('is refused, unless it is to what the reporter alone says', () => {
    const { platforms } = exampleTrust();
    const bundles = [
      genuine,
      exampleBundle('blank', { franked: true, blank: 'attachment' }),
      exampleBundle('gap', { franked: true, blank: 'empty' }),
    ];
    const leaves = bundles.flatMap((bundle) => leavesOf(bundle).map((path) => ({ bundle, path })));
    let refused = 0;
    for (const { bundle, path } of leaves) {
      const copy = structuredClone(bundle);
      changeLeaf(copy, path);
      const result = verifyBundle(encodeBundle(copy), platforms);
      if (isUnsigned(path)) continue;
      expect(result.ok, path.join('.')).toBe(false);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(150);
  });

  it('is refused whatever the new value is', () => {
    const { platforms } = exampleTrust();
    const paths = leavesOf(genuine).filter((path) => !isUnsigned(path));
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.string(), fc.base64String()),
        (path, value) => {
          const copy = structuredClone(genuine);
          const before = setLeaf(copy, path, value);
          fc.pre(JSON.stringify(before) !== JSON.stringify(value));
          expect(verifyBundle(Buffer.from(JSON.stringify(copy)), platforms).ok).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('any number of messages, sent through the platform, is verified and stays so sealed', async () => {
    const trust = exampleTrust();
    const lines = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 40 }).filter((line) => !/[\p{Cc}\p{Cs}]/u.test(line)),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(2 ** 40), async (texts, firstSeq) => {
        const bundle = assembleBundle(proven(texts, firstSeq));
        expect(verifyBundle(encodeBundle(bundle), trust.platforms)).toMatchObject({
          ok: true,
          verification: { verdict: 'verified', order: 'contiguous' },
        });
        const parts = await sealBundle(bundle, trust.sealing.recipients(FIXED_BASE));
        const stored = { ...parts, bundleId: bundle.header.bundleId, commitmentHolds: true, enqueuedAt: FIXED_BASE };
        expect(await openStored(stored, trust)).toMatchObject({ ok: true, bundle: { messages: bundle.messages } });
      }),
      { numRuns: 50 },
    );
  });
});

/** A report of these texts, all by the subject, as the sample platform relayed and signed them. */
function proven(texts: readonly string[], firstSeq: number) {
  const { parties, complaint, header, metadata } = genuine;
  const messages: Messages = texts.map((line, index) => ({
    slot: 6 - texts.length + index,
    author: parties.subject,
    role: 'subject',
    sentAt: new Date(FIXED_BASE - DAY + index * 1000).toISOString(),
    type: 'text',
    text: line,
  }));
  const report: UnsignedReport = {
    bundleId: header.bundleId,
    receivedAt: header.receivedAt,
    parties,
    complaint: { ...complaint, consent: { ...complaint.consent, announced: texts.length } },
    messages,
  };
  const opening = (): Uint8Array => Buffer.alloc(32, 5);
  return { ...report, metadata, ...frankReport(report, samplePlatform, { firstSeq, opening }) };
}

type Tree = Record<string, unknown>;

function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
}

function setLeaf(bundle: Bundle, path: readonly string[], value: unknown): unknown {
  const parent = path.slice(0, -1).reduce<Tree>((at, key) => at[key] as Tree, bundle as unknown as Tree);
  const name = path.at(-1) ?? '';
  const before = parent[name];
  parent[name] = value;
  return before;
}

/** Changes a value to another that the format would allow in its place where there is one. */
function changeLeaf(bundle: Bundle, path: readonly string[]): void {
  const before = setLeaf(bundle, path, null);
  setLeaf(bundle, path, another(before));
}

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return 'changed';
  if (/^\d{4}-\d\d-\d\dT/u.test(value)) return new Date(Date.parse(value) - 1).toISOString();
  const first = value.charAt(0);
  return `${first === 'b' ? 'c' : 'b'}${value.slice(1)}`;
}
