import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAead, sealAead } from './aead.ts';
import { APPENDIX_A1_SUITE, openHpke, sealHpke, SEALING_SUITE, x25519PublicKey } from './hpke.ts';
import { hkdfSha256, hmacSha256 } from './mac.ts';
import { ed25519PublicKey, signEd25519, verifyEd25519 } from './signature.ts';

function load<Test>(name: string): Test[] {
  const file = new URL(`../../tests/vectors/${name}.json`, import.meta.url);
  const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { tests: Test[] };
  expect(tests.length).toBeGreaterThan(1);
  return tests;
}
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

interface HpkeTest {
  readonly name: string;
  readonly aead: 1 | 2;
  readonly info: string;
  readonly skRm: string;
  readonly pkRm: string;
  readonly enc: string;
  readonly aad: string;
  readonly pt: string;
  readonly ct: string;
}

describe('RFC 9180, base mode', () => {
  it.each(load<HpkeTest>('hpke-base'))('$name', async ({ aead, info, skRm, pkRm, enc, aad, pt, ct }) => {
    const suite = aead === 1 ? APPENDIX_A1_SUITE : SEALING_SUITE;
    const context = { info: hex(info), aad: hex(aad) };
    expect(x25519PublicKey(hex(skRm)).toString('hex')).toBe(pkRm);
    const opened = await openHpke(hex(skRm), { enc: hex(enc), ciphertext: hex(ct) }, context, suite);
    expect(Buffer.from(opened ?? []).toString('hex')).toBe(pt);
    const again = await sealHpke(hex(pkRm), hex(pt), context, suite);
    expect(Buffer.from((await openHpke(hex(skRm), again, context, suite)) ?? []).toString('hex')).toBe(pt);
    const other = { ...context, aad: Buffer.from('other') };
    expect(await openHpke(hex(skRm), again, other, suite)).toBeNull();
    expect(await openHpke(hex(skRm), again, { ...context, info: Buffer.from('other') }, suite)).toBeNull();
  });
});

interface X25519Test {
  readonly tcId: number;
  readonly comment: string;
  readonly public: string;
  readonly private: string;
  readonly shared: string;
  readonly result: 'valid' | 'acceptable' | 'invalid';
}

/** What a sender who arrived at this shared point would have sent: RFC 9180 sections 4 and 5, written out by hand. */
function sentUnder(shared: Buffer, enc: Buffer, recipient: Buffer, plaintext: Buffer, context: Buffer): Buffer {
  const kem = Buffer.concat([Buffer.from('KEM'), Buffer.of(0, 0x20)]);
  const hpke = Buffer.concat([Buffer.from('HPKE'), Buffer.of(0, 0x20, 0, 1, 0, 2)]);
  const empty = Buffer.alloc(0);
  const extract = (suite: Buffer, salt: Buffer, name: string, secret: Buffer): Buffer =>
    createHmac('sha256', salt).update('HPKE-v1').update(suite).update(name).update(secret).digest();
  const expand = (suite: Buffer, key: Buffer, name: string, info: Buffer, length: number): Buffer => {
    const labeled = Buffer.concat([Buffer.of(0, length), Buffer.from('HPKE-v1'), suite, Buffer.from(name), info]);
    return createHmac('sha256', key).update(labeled).update(Buffer.of(1)).digest().subarray(0, length);
  };
  const kemKey = extract(kem, empty, 'eae_prk', shared);
  const secretIn = expand(kem, kemKey, 'shared_secret', Buffer.concat([enc, recipient]), 32);
  const schedule = Buffer.concat([
    Buffer.of(0),
    extract(hpke, empty, 'psk_id_hash', empty),
    extract(hpke, empty, 'info_hash', context),
  ]);
  const secret = extract(hpke, secretIn, 'secret', empty);
  const key = expand(hpke, secret, 'key', schedule, 32);
  return sealAead(key, expand(hpke, secret, 'base_nonce', schedule, 12), plaintext, context);
}

describe('Wycheproof X25519, through opening', () => {
  const context = Buffer.from('context');
  const plaintext = Buffer.from('a data key of thirty-two bytes..');

  it.each(load<X25519Test>('wycheproof-x25519'))('$tcId $comment', async (test) => {
    const [secret, shared] = [hex(test.private), hex(test.shared)];
    const ciphertext = sentUnder(shared, hex(test.public), x25519PublicKey(secret), plaintext, context);
    const opened = await openHpke(secret, { enc: hex(test.public), ciphertext }, { info: context, aad: context });
    // A shared point of all zeroes means that everybody knows it: RFC 9180 section 7.1.4 has it refused.
    const everybodyKnows = shared.every((byte) => byte === 0);
    expect(opened === null ? null : Buffer.from(opened).toString()).toBe(everybodyKnows ? null : plaintext.toString());
  });
});

interface SignatureTest {
  readonly seed: string;
  readonly pk: string;
  readonly msg: string;
  readonly sig: string;
}

describe('RFC 8032', () => {
  it.each(load<SignatureTest>('rfc8032-ed25519'))('$seed', ({ seed, pk, msg, sig }) => {
    expect(ed25519PublicKey(hex(seed)).toString('hex')).toBe(pk);
    expect(signEd25519(hex(seed), hex(msg)).toString('hex')).toBe(sig);
    expect(verifyEd25519(hex(pk), hex(msg), hex(sig))).toBe(true);
    expect(verifyEd25519(hex(pk), Buffer.concat([hex(msg), Buffer.of(0)]), hex(sig))).toBe(false);
  });
});

describe('Wycheproof Ed25519', () => {
  it.each(
    load<{ tcId: number; comment: string; pk: string; msg: string; sig: string; result: string }>('wycheproof-ed25519'),
  )('$tcId $comment', ({ pk, msg, sig, result }) => {
    expect(verifyEd25519(hex(pk), hex(msg), hex(sig))).toBe(result === 'valid');
  });
});

describe.each(['rfc4231-hmac-sha256', 'wycheproof-hmac-sha256'])('HMAC-SHA-256: %s', (name) => {
  it('gives the published tags, in one piece and in two', () => {
    for (const { key, msg, tag } of load<{ key: string; msg: string; tag: string }>(name)) {
      const half = Math.floor(hex(msg).length / 2);
      const [whole, parts] = [
        hmacSha256(hex(key), hex(msg)),
        hmacSha256(hex(key), hex(msg).subarray(0, half), hex(msg).subarray(half)),
      ];
      // Some of the published tags are cut short.
      expect(whole.toString('hex').slice(0, tag.length)).toBe(tag);
      expect(parts.equals(whole)).toBe(true);
    }
  });
});

describe.each(['rfc5869-hkdf-sha256', 'wycheproof-hkdf-sha256'])('HKDF-SHA-256: %s', (name) => {
  it('gives the published keys', () => {
    for (const { ikm, salt, info, okm } of load<{ ikm: string; salt: string; info: string; okm: string }>(name)) {
      expect(hkdfSha256(hex(ikm), hex(salt), hex(info), okm.length / 2).toString('hex')).toBe(okm);
    }
  });

  it('gives no more than there is', () => {
    expect(() => hkdfSha256(Buffer.alloc(32), Buffer.alloc(0), Buffer.alloc(0), 8161)).toThrow(RangeError);
  });
});

interface GcmTest {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly ct: string;
  readonly tag: string;
  readonly pt: string | null;
}

describe('NIST AES-256-GCM', () => {
  it('opens and seals what is right and opens nothing else', () => {
    const tests = load<GcmTest>('nist-aes256-gcm');
    for (const { key, iv, aad, ct, tag, pt } of tests) {
      const sealed = Buffer.concat([hex(ct), hex(tag)]);
      const opened = openAead(hex(key), hex(iv), sealed, hex(aad));
      expect(opened?.toString('hex') ?? null).toBe(pt);
      if (pt !== null) expect(sealAead(hex(key), hex(iv), hex(pt), hex(aad)).equals(sealed)).toBe(true);
    }
    expect(tests.some(({ pt }) => pt === null)).toBe(true);
  });

  it('takes no other nonce than one of 12 bytes, and no key of another length', () => {
    expect(() => sealAead(Buffer.alloc(32), Buffer.alloc(13), Buffer.alloc(1), Buffer.alloc(0))).toThrow(RangeError);
    expect(() => sealAead(Buffer.alloc(16), Buffer.alloc(12), Buffer.alloc(1), Buffer.alloc(0))).toThrow();
    expect(openAead(Buffer.alloc(32), Buffer.alloc(12), Buffer.alloc(15), Buffer.alloc(0))).toBeNull();
  });
});
