import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../common/canonical-json.ts';
import { MAX_BUNDLE_BYTES, type Bundle } from '../../../common/domain/bundle.ts';
import { MAX_RECIPIENTS, MAX_SEALED_BYTES } from '../../../common/domain/sealed-bundle.ts';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTeamKey, exampleTrust, type ExampleTrust } from '../../../fixtures/trust.ts';
import { sealAead } from '../../crypto/aead.ts';
import type { SealedParts } from '../../crypto/commitment.ts';
import { openHpke, x25519PublicKey } from '../../crypto/hpke.ts';
import type { TeamKeyPublic } from '../keys/key-ring.ts';
import { judgeBundle } from './judge.ts';
import { openSealed } from './open-sealed.ts';
import type { IntakeResult } from './outcome.ts';
import { encodeBundle } from './assemble-bundle.ts';
import { encodeSealed, payloadAad, sealBundle, sealInfo } from './sealed-bundle.ts';
import { payloadOf } from './verify-bundle.ts';

const DAY = 24 * 60 * 60 * 1000;
const franked = exampleBundle('sealed', { franked: true });
const outcome = (result: IntakeResult): string => (result.ok ? 'ok' : `${result.code} ${result.field ?? '-'}`);

function trustWith(...keyIds: readonly string[]): ExampleTrust {
  const trust = exampleTrust();
  trust.teamKeys.clear();
  for (const keyId of keyIds) trust.teamKeys.set(keyId, exampleTeamKey(keyId));
  return trust;
}

const publicKeyOf = (keyId: string): TeamKeyPublic => ({
  keyId,
  publicKey: x25519PublicKey(exampleTeamKey(keyId).privateKey!),
});

const open = (parts: SealedParts, trust: ExampleTrust = exampleTrust()): Promise<IntakeResult> =>
  openSealed(parts, trust, FIXED_BASE);

describe('a sealed bundle', () => {
  it('opens to what was sealed, for every recipient and any number of them, and only for them', async () => {
    const bundles = fc.record({
      seed: fc.string({ maxLength: 8 }),
      franked: fc.boolean(),
      keep: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(bundles, fc.integer({ min: 1, max: 4 }), async ({ seed, ...variation }, count) => {
        const keyIds = Array.from({ length: count }, (_, index) => `team-${index}`);
        const bundle = exampleBundle(seed, variation);
        const parts = await sealBundle(bundle, keyIds.map(publicKeyOf));
        for (const keyId of keyIds) {
          expect(await open(parts, trustWith(keyId))).toMatchObject({
            ok: true,
            bundle: { ...bundle, header: { ...bundle.header, keyId: 'team-0' } },
            verification: { verdict: variation.franked ? 'verified' : 'not_verifiable' },
          });
        }
        expect(outcome(await open(parts, trustWith('stranger')))).toBe('KEY_UNKNOWN header.keyId');
      }),
      { numRuns: 25 },
    );
  });

  it('shows nothing of the payload: neither its words nor its exact length', async () => {
    const short = await sealBundle(franked, [publicKeyOf('team-1')]);
    const longer: Bundle = { ...franked, complaint: { ...franked.complaint, text: 'x'.repeat(500) } };
    const long = await sealBundle(longer, [publicKeyOf('team-1')]);
    expect(long.sealed.length).toBe(short.sealed.length);
    const line = encodeSealed(short).toString('latin1');
    for (const { author } of franked.messages) expect(line).not.toContain(author);
    expect(line).not.toContain('clown');
  });

  it('is sealed with a fresh key each time', async () => {
    const [left, right] = [
      await sealBundle(franked, [publicKeyOf('team-1')]),
      await sealBundle(franked, [publicKeyOf('team-1')]),
    ];
    expect(Buffer.from(left.sealed).equals(right.sealed)).toBe(false);
    expect(left.recipients).not.toBe(right.recipients);
  });

  it('carries the largest payload there is', async () => {
    const filler = (size: number): Bundle => ({
      ...exampleBundle(),
      messages: exampleBundle().messages.map((message, index) => {
        const { slot, author, role, sentAt } = message;
        if (index === 4) return message;
        const data = Buffer.alloc(size).toString('base64');
        return { slot, author, role, sentAt, type: 'attachment', mediaType: 'image/png', size, sha256: '', data };
      }),
    });
    const bundle = filler(1024 * 1024);
    expect(payloadOf(bundle).length).toBeGreaterThan(MAX_BUNDLE_BYTES / 2);
    const parts = await sealBundle(bundle, [publicKeyOf('team-1')]);
    const line = encodeSealed(parts);
    expect(line.length).toBeLessThan(MAX_SEALED_BYTES);
    // The seal holds and the payload is read; the made-up attachments have no hash.
    expect(await judgeBundle(line, exampleTrust(), FIXED_BASE)).toMatchObject({
      ok: false,
      code: 'BINARY_LENGTH',
      field: 'messages[0].sha256',
    });
  });

  it('needs one to sixteen recipients', async () => {
    await expect(sealBundle(franked, [])).rejects.toThrow(RangeError);
    const many = Array.from({ length: MAX_RECIPIENTS + 1 }, (_, index) => publicKeyOf(`team-${index}`));
    await expect(sealBundle(franked, many)).rejects.toThrow(RangeError);
    expect((await sealBundle(franked, many.slice(1))).recipients.length).toBeGreaterThan(1000);
  });
});

describe('team keys', () => {
  const sealed = sealBundle(franked, [publicKeyOf('team-1')]);
  const receivedAt = Date.parse(franked.header.receivedAt);

  it.each([
    ['ok', 'retired', receivedAt - DAY, receivedAt],
    ['ok', 'active', receivedAt - DAY, receivedAt + DAY],
    ['KEY_RETIRED header.keyId', 'retired', receivedAt - DAY, receivedAt - 1],
    ['KEY_RETIRED header.keyId', 'active', receivedAt - DAY, receivedAt - 1],
    ['ok', 'active', FIXED_BASE, FIXED_BASE + DAY],
    ['KEY_NOT_YET_VALID header.keyId', 'active', FIXED_BASE + 1, FIXED_BASE + DAY],
    ['KEY_DESTROYED header.keyId', 'destroyed', receivedAt - DAY, receivedAt + DAY],
  ] as const)('%s: %s from %d to %d', async (expected, state, notBefore, notAfter) => {
    const trust = trustWith('team-1');
    const privateKey = state === 'destroyed' ? null : exampleTeamKey('team-1').privateKey;
    trust.teamKeys.set('team-1', exampleTeamKey('team-1', { state, notBefore, notAfter, privateKey }));
    expect(outcome(await open(await sealed, trust))).toBe(expected);
  });

  it('passes over keys it may not use to one it may', async () => {
    const parts = await sealBundle(franked, ['team-1', 'team-2', 'team-3'].map(publicKeyOf));
    const trust = trustWith('team-2', 'team-3');
    trust.teamKeys.set('team-2', exampleTeamKey('team-2', { state: 'destroyed', privateKey: null }));
    expect(outcome(await open(parts, trust))).toBe('ok');
    trust.teamKeys.delete('team-3');
    expect(outcome(await open(parts, trust))).toBe('KEY_DESTROYED header.keyId');
  });

  it('a valid key that is not at hand blames nobody', async () => {
    const trust = trustWith('team-1');
    trust.teamKeys.set('team-1', exampleTeamKey('team-1', { privateKey: null }));
    await expect(open(await sealed, trust)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('another private key under the same name opens nothing', async () => {
    const trust = trustWith('team-1');
    trust.teamKeys.set('team-1', exampleTeamKey('team-1', { privateKey: exampleTeamKey('other').privateKey }));
    expect(outcome(await open(await sealed, trust))).toBe('SEAL -');
  });
});

describe('a payload that was sealed as it should not be', () => {
  /** Seals another payload in place of the first, as only whoever made the bundle can: with its data key. */
  async function resealed(change: (payload: string) => string): Promise<SealedParts> {
    const parts = await sealBundle(franked, [publicKeyOf('team-1')]);
    const [recipient] = JSON.parse(parts.recipients) as { enc: string; wrapped: string }[];
    const message = {
      enc: Buffer.from(recipient!.enc, 'base64'),
      ciphertext: Buffer.from(recipient!.wrapped, 'base64'),
    };
    const context = { info: sealInfo('team-1'), aad: Buffer.from(parts.header) };
    const dataKey = await openHpke(exampleTeamKey('team-1').privateKey!, message, context);
    const aad = payloadAad(parts.header, parts.recipients);
    const { size } = JSON.parse(parts.header) as { size: number };
    const padded = Buffer.alloc(size);
    expect(padded.write(change(Buffer.from(payloadOf(franked)).toString()))).toBeLessThan(size);
    const nonce = randomBytes(12);
    return { ...parts, sealed: Buffer.concat([nonce, sealAead(dataKey!, nonce, padded, aad)]) };
  }

  it.each<[string, (payload: string) => string]>([
    ['ok', (payload) => payload],
    ['SCHEMA_CANONICAL -', (payload) => payload.replace(',', ', ')],
    ['SCHEMA_CANONICAL -', (payload) => `${payload}\n`],
    ['SCHEMA_CANONICAL -', (payload) => payload.replace('"slot":1', '"slot":1.0')],
    ['SCHEMA_CANONICAL -', (payload) => payload.replace('"slot"', '"\\u0073lot"')],
    ['DUPLICATE_KEY -', (payload) => payload.replace('"complaint"', '"complaint":{},"complaint"')],
    ['SCHEMA_UNKNOWN_FIELD -', (payload) => payload.replace('{', '{"header":{},')],
    ['SCHEMA_JSON -', (payload) => `[${payload}]`],
  ])('%s', async (expected, change) => {
    expect(outcome(await open(await resealed(change)))).toBe(expected);
  });
});

describe('a line of which only the beginning was kept', () => {
  it('is never judged by it, clear or sealed', async () => {
    const sealed = encodeSealed(await sealBundle(franked, [publicKeyOf('team-1')]));
    for (const raw of [encodeBundle(franked), sealed]) {
      expect(await judgeBundle(raw, exampleTrust(), FIXED_BASE)).toMatchObject({ ok: true });
      const totalBytes = raw.length + 1;
      expect(await judgeBundle(raw, exampleTrust(), FIXED_BASE, { totalBytes })).toMatchObject({
        ok: false,
        code: 'SIZE',
        bytes: totalBytes,
        bundleId: null,
      });
    }
  });
});

describe('changes to a sealed line', () => {
  const recipients = ['team-1', 'team-2'].map(publicKeyOf);
  const sealed = sealBundle(franked, recipients);
  const judge = async (line: Uint8Array): Promise<IntakeResult> =>
    judgeBundle(line, trustWith('team-1', 'team-2'), FIXED_BASE);

  /** What a change at a place may be called: never accepted, never the wrong part. */
  const EXPECTED: readonly (readonly [RegExp, RegExp])[] = [
    [/^ciphertext$|^nonce$/u, /^(SEAL|BASE64|BINARY_LENGTH|CONTROL_CHARACTER|SCHEMA_\w+|HEADER_MISMATCH)$/u],
    [/^(enc|wrapped)$/u, /^(SEAL|BASE64|BINARY_LENGTH|CONTROL_CHARACTER|SCHEMA_\w+)$/u],
    [/^keyId$/u, /^(SEAL|KEY_UNKNOWN|HEADER_MISMATCH|CONTROL_CHARACTER|SCHEMA_\w+)$/u],
    [
      /./u,
      /^(SEAL|HEADER_MISMATCH|KEY_RETIRED|CONTROL_CHARACTER|DUPLICATE_KEY|SCHEMA_\w+|POLICY_UNKNOWN|TIME_FORMAT|BUNDLE_ID)$/u,
    ],
  ];

  it('end in refusal: one bit at every byte, with a code that fits the place', async () => {
    const line = encodeSealed(await sealed);
    const text = line.toString('latin1');
    const wrong: string[] = [];
    for (let at = 0; at < line.length; at += 1) {
      const changed = Buffer.from(line);
      changed[at]! ^= 1 << (at % 8);
      const result = await judge(changed);
      const name = nameAt(text, at);
      const allowed = EXPECTED.find(([place]) => place.test(name))?.[1] ?? /^$/u;
      if (result.ok || !allowed.test(result.code)) wrong.push(`${at} (${name}): ${outcome(result)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('end in refusal: one bit at every byte of the stored parts', async () => {
    const parts = await sealed;
    const wrong: string[] = [];
    const flipped = (bytes: Buffer, at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1 << (at % 7);
      return copy;
    };
    const tryAll = async (name: keyof SealedParts, bytes: Buffer, asPart: (changed: Buffer) => string | Buffer) => {
      for (let at = 0; at < bytes.length; at += 1) {
        const result = await open({ ...parts, [name]: asPart(flipped(bytes, at)) }, trustWith('team-1', 'team-2'));
        if (result.ok || (name === 'sealed' && result.code !== 'SEAL')) wrong.push(`${name} ${at}: ${outcome(result)}`);
      }
    };
    await tryAll('header', Buffer.from(parts.header), (changed) => changed.toString('latin1'));
    await tryAll('recipients', Buffer.from(parts.recipients), (changed) => changed.toString('latin1'));
    await tryAll('sealed', Buffer.from(parts.sealed), (changed) => changed);
    expect(wrong).toEqual([]);
  });

  it('notices a change to the wrapped key of somebody else', async () => {
    const { recipients: wrapped, ...rest } = await sealed;
    const list = JSON.parse(wrapped) as { keyId: string; enc: string; wrapped: string }[];
    const stranger = (await sealBundle(franked, [publicKeyOf('team-2')])).recipients;
    const swapped = [list[0]!, (JSON.parse(stranger) as typeof list)[0]!];
    expect(outcome(await open({ ...rest, recipients: canonicalJson(swapped) }, trustWith('team-1')))).toBe('SEAL -');
    expect(outcome(await open({ ...rest, recipients: canonicalJson(list.slice(0, 1)) }, trustWith('team-1')))).toBe(
      'SEAL -',
    );
  });

  it('refuses parts of two bundles put together', async () => {
    const [left, right] = [await sealed, await sealBundle(exampleBundle('other', { franked: true }), recipients)];
    expect(outcome(await open({ ...left, sealed: right.sealed }))).toBe('SEAL -');
    expect(outcome(await open({ ...left, header: right.header }))).toBe('SEAL -');
    expect(outcome(await open({ ...left, recipients: right.recipients }))).toBe('SEAL -');
  });

  it.each<[string, (line: string) => string]>([
    ['SCHEMA_CANONICAL -', (line) => line.replace(',', ', ')],
    ['SCHEMA_CANONICAL -', (line) => `${line}\n`],
    ['SCHEMA_CANONICAL -', (line) => line.replace('"team-1"', '"\\u0074eam-1"')],
    ['SCHEMA_CANONICAL -', (line) => line.replace('"priority":4', '"priority":4.0')],
    ['SCHEMA_JSON -', (line) => `${line}{}`],
    ['DUPLICATE_KEY -', (line) => line.replace('"nonce"', '"nonce":"","nonce"')],
    ['SCHEMA_UNKNOWN_FIELD -', (line) => line.replace('"nonce"', '"note":1,"nonce"')],
    ['SCHEMA_UNKNOWN_FIELD header', (line) => line.replace('"policy"', '"note":1,"policy"')],
    ['SCHEMA_FIELD header.keyId', (line) => line.replace('"keyId":"team-1"', '"keyId":null')],
    ['SCHEMA_FIELD recipients', (line) => line.replaceAll('team-2', 'team-1')],
    ['HEADER_MISMATCH header.keyId', (line) => line.replace('"team-1"', '"team-2"')],
    ['HEADER_MISMATCH header.size', (line) => line.replace('"size":4096', '"size":16384')],
    ['SEAL -', (line) => line.replace(/"receivedAt":"2025/u, '"receivedAt":"2024')],
    ['SCHEMA_VERSION schema', (line) => line.replace('sealed/1', 'sealed/2')],
  ])('%s', async (expected, change) => {
    const line = encodeSealed(await sealed).toString();
    const changed = change(line);
    expect(changed).not.toBe(line);
    expect(outcome(await judge(Buffer.from(changed)))).toBe(expected);
  });

  it('any bytes and any JSON are answered', async () => {
    const line = encodeSealed(await sealed);
    const answered = async (raw: Uint8Array): Promise<void> => {
      expect(await judge(raw)).toMatchObject({ ok: false, bytes: raw.length });
    };
    const change = fc.record({ at: fc.nat(line.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, bytes }) => {
        const spliced = Buffer.concat([line.subarray(0, at), bytes, line.subarray(at)]);
        await answered(spliced);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const parsed = JSON.parse(line.toString()) as Record<string, unknown>;
        for (const key of Object.keys(parsed)) {
          const changed = Buffer.from(JSON.stringify({ ...parsed, [key]: value }));
          if (!changed.equals(line)) await answered(changed);
        }
      }),
    );
  });
});

/** Name of the field whose name or value stands at this place of a JSON text. */
function nameAt(text: string, at: number): string {
  const before = text.slice(0, at + 1);
  return /"([A-Za-z]+)"?:?[^:]*$/u.exec(before)?.[1] ?? '?';
}
