import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../common/canonical-json.ts';
import { MAX_BUNDLE_BYTES, type Bundle } from '../../../common/domain/bundle.ts';
import { QUARANTINE_CODES } from '../../../common/domain/quarantine.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { invalidBundles } from '../../../fixtures/invalid.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTrust } from '../../../fixtures/trust.ts';
import { SAMPLE_PLATFORM } from '../reporter/sample-platform.ts';
import { encodeBundle } from './assemble-bundle.ts';
import type { IntakeResult } from './outcome.ts';
import { headerOf, payloadOf, verifyBundle } from './verify-bundle.ts';

const plain = exampleBundle();
const franked = exampleBundle('franked', { franked: true });
const textOf = (bundle: Bundle): string => Buffer.from(encodeBundle(bundle)).toString();
const outcome = (result: IntakeResult): string => (result.ok ? 'ok' : `${result.code} ${result.field ?? '-'}`);
const { platforms } = exampleTrust();
const verify = (raw: Uint8Array): IntakeResult => verifyBundle(raw, platforms);
const verifyText = (text: string): string => outcome(verify(Buffer.from(text)));

interface Loose {
  [key: string]: Loose;
  [index: number]: Loose;
}
/** Verifies a bundle after one change to its parsed form. */
function tampered(bundle: Bundle, change: (loose: Loose) => void): string {
  const copy = structuredClone(bundle) as unknown as Loose;
  change(copy);
  return verifyText(JSON.stringify(copy));
}
const set = (target: Loose | undefined, key: string, value: unknown): void => {
  (target as Record<string, unknown>)[key] = value;
};

describe('a valid bundle', () => {
  it('without franking is accepted as not verifiable, with the order its sender claims', () => {
    expect(verify(encodeBundle(plain))).toMatchObject({
      ok: true,
      bundle: plain,
      verification: { verdict: 'not_verifiable', order: 'claimed', platform: null, unchecked: ['sender_identity'] },
      messages: [1, 2, 3, 4, 5].map((slot) => ({ slot, verdict: 'not_verifiable', failed: null })),
    });
  });

  it('with franking is verified, and says what was looked at and what nobody can look at here', () => {
    const result = verify(encodeBundle(franked));
    expect(result).toMatchObject({
      ok: true,
      bundle: franked,
      verification: {
        verdict: 'verified',
        order: 'contiguous',
        platform: { keyId: SAMPLE_PLATFORM.keyId, name: SAMPLE_PLATFORM.name },
        unchecked: ['platform_tag', 'sender_identity'],
      },
      messages: [1, 2, 3, 4, 5].map((slot) => ({ slot, verdict: 'verified', failed: null })),
    });
    const absent = result.ok && result.verification.checks.filter((check) => check.result === 'absent');
    expect(absent).toEqual([{ check: 'attachments', result: 'absent' }]);
  });

  it('with an empty slot proves its place and not why it is empty', () => {
    const result = verify(encodeBundle(exampleBundle('gap', { franked: true, blank: 'empty' })));
    if (!result.ok) throw new Error(result.code);
    expect(result.verification).toMatchObject({ verdict: 'verified', order: 'contiguous' });
    for (const { type, verdict } of result.messages) {
      expect(verdict).toBe(type === 'empty' ? 'not_verifiable' : 'verified');
    }
  });

  it('counts as proven by nobody where no platform is known', () => {
    expect(verifyBundle(encodeBundle(franked), null)).toMatchObject({
      ok: true,
      verification: { verdict: 'not_verifiable', order: 'claimed', platform: null },
    });
  });

  it('does not depend on the order of fields or on white space', () => {
    const spaced = JSON.stringify(plain, null, 2);
    expect(verify(Buffer.from(spaced))).toMatchObject({ ok: true, bundle: plain });
  });

  it('shows queue operators the header and nothing else', () => {
    const shown = ['bundleId', 'keyId', 'policy', 'priority', 'receivedAt', 'schema', 'size'];
    expect(Object.keys(JSON.parse(headerOf(plain)) as object).toSorted()).toEqual(shown);
    expect(payloadOf(plain).toString()).not.toContain(plain.header.bundleId);
  });

  it('is the one shown in the documentation', () => {
    const page = readFileSync(new URL('../../../docs/bundle-format.md', import.meta.url), 'utf8');
    const example = /```json\n(.*?)```/su.exec(page)?.[1] ?? '';
    expect(verifyText(example)).toBe('ok');
  });
});

describe('every kind of invalid bundle in the sample', () => {
  it.each(invalidBundles(FIXED_BASE))('$code: $what', ({ code, raw }) => {
    const result = verify(raw);
    expect(result.ok ? 'ok' : result.code).toBe(code);
    expect(result.ok || result.bytes === raw.length).toBe(true);
  });
});

describe('bytes and JSON', () => {
  it.each([
    ['', 'SCHEMA_JSON -'],
    ['[]', 'SCHEMA_JSON -'],
    ['null', 'SCHEMA_JSON -'],
    ['{}', 'SCHEMA_MISSING_FIELD schema'],
    [`${textOf(plain)} {}`, 'SCHEMA_JSON -'],
    ['\ufeff{}', 'SCHEMA_JSON -'],
    ['['.repeat(200_000), 'SCHEMA_DEPTH -'],
    [textOf(plain).replace('{', '{"__proto__":{},'), 'SCHEMA_UNKNOWN_FIELD -'],
    [textOf(plain).replace('"role":"subject"', '"role":"subject","r\\u006fle":"other"'), 'DUPLICATE_KEY -'],
  ])('%.40s → %s', (text, expected) => {
    expect(verifyText(text)).toBe(expected);
  });

  it('refuses what is too large without parsing it', () => {
    expect(outcome(verify(Buffer.alloc(MAX_BUNDLE_BYTES + 1, 0x20)))).toBe('SIZE -');
  });
});

describe('fields and rules between them', () => {
  it.each<[string, (loose: Loose) => void]>([
    [
      'SCHEMA_UNKNOWN_FIELD messages[1]',
      (b) => {
        set(b['messages']?.[1], 'secret', 'x');
      },
    ],
    [
      'SCHEMA_FIELD messages[0].type',
      (b) => {
        set(b['messages']?.[0], 'type', 'video');
      },
    ],
    [
      'SCHEMA_FIELD header.priority',
      (b) => {
        set(b['header'], 'priority', 10);
      },
    ],
    [
      'TEXT_LENGTH messages[0].text',
      (b) => {
        set(b['messages']?.[0], 'text', 'a'.repeat(65_537));
      },
    ],
    [
      'TEXT_LENGTH complaint.text',
      (b) => {
        set(b['complaint'], 'text', 'a'.repeat(2001));
      },
    ],
    [
      'CONTROL_CHARACTER messages[0].text',
      (b) => {
        set(b['messages']?.[0], 'text', 'a\u0085b');
      },
    ],
    [
      'CONTROL_CHARACTER complaint.language',
      (b) => {
        set(b['complaint'], 'language', 'en\n');
      },
    ],
    [
      'LONE_SURROGATE complaint.text',
      (b) => {
        set(b['complaint'], 'text', '\udc00');
      },
    ],
    [
      'BASE64 parties.conversation.id',
      (b) => {
        set(b['parties']?.['conversation'], 'id', 'AAAAAAAAAAAAAAAAAAAAAB==');
      },
    ],
    [
      'BASE64 parties.conversation.id',
      (b) => {
        set(b['parties']?.['conversation'], 'id', 'AAAAAAAAAAAAAAAAAAAAAA');
      },
    ],
    [
      'BINARY_LENGTH parties.conversation.id',
      (b) => {
        set(b['parties']?.['conversation'], 'id', 'AAAA');
      },
    ],
    [
      'NO_MESSAGES messages',
      (b) => {
        set(b, 'messages', []);
      },
    ],
    [
      'CONSENT_MISMATCH complaint.consent.announced',
      (b) => {
        (b['messages'] as unknown as unknown[]).shift();
      },
    ],
    [
      'PARTIES parties.subject',
      (b) => {
        set(b['parties'], 'subject', b['parties']?.['reporter']);
      },
    ],
    [
      'PARTIES messages[0].role',
      (b) => {
        set(b['messages']?.[0], 'role', 'reporter');
      },
    ],
    [
      'PARTIES parties.conversation.participants',
      (b) => {
        set(b['parties']?.['conversation'], 'participants', 2);
      },
    ],
    [
      'PARTIES parties.conversation.participants',
      (b) => {
        set(b['parties']?.['conversation'], 'kind', 'one_to_one');
      },
    ],
    [
      'HEADER_MISMATCH header.size',
      (b) => {
        set(b['header'], 'size', 65_536);
      },
    ],
    [
      'HEADER_MISMATCH header.keyId',
      (b) => {
        set(b['header'], 'keyId', 'team-7');
      },
    ],
    [
      'AGE messages[4].sentAt',
      (b) => {
        set(b['messages']?.[4], 'sentAt', '2025-06-09T00:00:00.000Z');
      },
    ],
    [
      'AGE complaint.consent.at',
      (b) => {
        set(b['complaint']?.['consent'], 'at', '2026-06-09T00:00:00.000Z');
      },
    ],
    [
      'TIME_FORMAT messages[0].sentAt',
      (b) => {
        set(b['messages']?.[0], 'sentAt', '2025-02-30T00:00:00.000Z');
      },
    ],
  ])('%s', (expected, change) => {
    expect(tampered(plain, change)).toBe(expected);
  });

  it('holds an attachment to its size and hash', () => {
    const hashOf = (data: string): string => createHash('sha256').update(data).digest('base64');
    const outcomeWith = (size: number, sha256: string): string =>
      tampered(plain, (b) => {
        const { slot, author, role, sentAt } = plain.messages[0]!;
        const data = Buffer.from('abc').toString('base64');
        const attachment = {
          slot,
          author,
          role,
          sentAt,
          type: 'attachment',
          mediaType: 'image/png',
          size,
          sha256,
          data,
        };
        set(b['messages'], '0', attachment);
      });
    expect(outcomeWith(4, hashOf('abc'))).toBe('ATTACHMENT messages[0].size');
    expect(outcomeWith(3, hashOf('abd'))).toBe('ATTACHMENT messages[0].sha256');
    expect(outcomeWith(3, hashOf('abc'))).toBe('ok');
  });
});

describe('authenticity fields', () => {
  it.each<[string, (loose: Loose) => void]>([
    [
      'AUTHENTICITY_PARTIAL messages[2].franking',
      (b) => {
        delete (b['messages']?.[2] as Partial<Loose>)['franking'];
      },
    ],
    [
      'AUTHENTICITY_PARTIAL messages[0].franking',
      (b) => {
        delete (b as Partial<Loose>)['platform'];
      },
    ],
    [
      'BINARY_LENGTH platform.signature',
      (b) => {
        set(b['platform'], 'signature', 'AAAA');
      },
    ],
    [
      'OPENING_LENGTH messages[0].franking.opening',
      (b) => {
        set(b['messages']?.[0]?.['franking'], 'opening', Buffer.alloc(33).toString('base64'));
      },
    ],
    [
      'SEQUENCE messages[1].franking.seq',
      (b) => {
        set(b['messages']?.[1]?.['franking'], 'seq', b['messages']?.[0]?.['franking']?.['seq']);
      },
    ],
    [
      'CONVERSATION messages[0].franking.context',
      (b) => {
        set(b['parties']?.['conversation'], 'id', Buffer.alloc(16, 9).toString('base64'));
      },
    ],
    [
      'SIGNATURE platform.signature',
      (b) => {
        set(b['messages']?.[0]?.['franking'], 'context', 'AAAA');
      },
    ],
    [
      'CONTEXT messages[3].franking.acceptedAt',
      (b) => {
        set(b['messages']?.[3]?.['franking'], 'acceptedAt', '2025-06-01T00:00:00.000Z');
      },
    ],
  ])('%s', (expected, change) => {
    expect(tampered(franked, change)).toBe(expected);
  });

  it('finds context that was reordered with its slots renumbered', () => {
    const [first, second, ...rest] = franked.messages;
    const messages = [{ ...second!, slot: 1 }, { ...first!, slot: 2 }, ...rest];
    expect(verifyText(textOf({ ...franked, messages }))).toBe('SEQUENCE messages[1].franking.seq');
  });
});

describe('any input at all', () => {
  const isAnswered = (raw: Uint8Array): void => {
    const result = verify(raw);
    if (result.ok) {
      expect(verify(encodeBundle(result.bundle))).toEqual(result);
      return;
    }
    expect(Object.keys(QUARANTINE_CODES)).toContain(result.code);
    expect(result.field ?? '').toMatch(/^[a-zA-Z0-9.[\]]*$/u);
    expect(result.bytes).toBe(raw.length);
  };

  it('is answered with a code: arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), isAnswered));
  });

  it('is answered with a code: arbitrary JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 12 }), (text) => {
        isAnswered(Buffer.from(text));
      }),
    );
  });

  it('is answered with a code: a valid bundle with bytes changed', () => {
    const valid = encodeBundle(franked);
    const change = fc.record({ at: fc.nat(valid.length - 1), byte: fc.nat(255), cut: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let bytes = Buffer.from(valid);
        for (const { at, byte, cut } of changes) {
          const here = at % bytes.length;
          bytes = Buffer.concat([bytes.subarray(0, here), Buffer.from([byte]), bytes.subarray(here + cut)]);
        }
        isAnswered(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it('is answered with a code: a valid bundle with one value replaced by anything', () => {
    const paths = pathsOf(plain);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(plain) as unknown as Loose;
        const parent = path.slice(0, -1).reduce<Loose>((at, key) => at[key] ?? at, copy);
        set(parent, path.at(-1)!, value);
        isAnswered(Buffer.from(JSON.stringify(copy)));
      }),
      { numRuns: 400 },
    );
  });

  it('never carries content into the answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(plain)), (path) => {
        const copy = structuredClone(plain) as unknown as Loose;
        const parent = path.slice(0, -1).reduce<Loose>((at, key) => at[key] ?? at, copy);
        set(parent, 'zzContent', 'zzContent');
        set(parent, path.at(-1)!, 'zzContent\u0000');
        expect(JSON.stringify(verify(Buffer.from(JSON.stringify(copy))))).not.toContain('zzContent');
      }),
    );
  });
});

/** Paths of every value in a bundle, leaves and branches. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const own = path.length === 0 ? [] : [[...path]];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

describe('canonical JSON', () => {
  it('keeps the value and does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned as never)).toBe(text);
      }),
    );
  });
});
