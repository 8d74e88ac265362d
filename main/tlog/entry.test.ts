import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogDraft } from '../../common/domain/log.ts';
import { canonicalJson, decodeEntry, encodeEntry, readEntry } from './entry.ts';
import { createSigner, createVerifier, signNote } from './note.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = createSigner('quintet/test/device-1', privateKey);
const verifier = createVerifier('quintet/test/device-1', publicKey);
const draft: LogDraft = {
  at: '2026-01-02T03:04:05.678Z',
  actor: 'mod-01',
  event: { kind: 'log.searched', filters: { policy: 'HATE', actor: 'größe "x"\n' } },
};

describe('log entries', () => {
  it('is one line of canonical JSON and a signature', () => {
    const lines = encodeEntry(draft, 7, signer).toString('utf8').split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      '{"actor":"mod-01","at":"2026-01-02T03:04:05.678Z","device":"quintet/test/device-1",' +
        '"filters":{"actor":"größe \\"x\\"\\n","policy":"HATE"},"kind":"log.searched","seq":7,"v":1}',
    );
    expect(lines[2]).toMatch(/^— quintet\/test\/device-1 \S+$/u);
  });

  it('reads back what was written', () => {
    const bytes = encodeEntry(draft, 7, signer);
    const expected = { draft, seq: 7, device: 'quintet/test/device-1' };
    expect(decodeEntry(bytes, [verifier])).toEqual(expected);
    expect(readEntry(bytes)).toEqual(expected);
  });

  it('refuses an entry in which any single byte was changed', () => {
    const bytes = encodeEntry(draft, 7, signer);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(decodeEntry(changed, [verifier]), `byte ${at}`).toHaveProperty('problem');
    }
  });

  it('refuses an entry that one device signed in the name of another', () => {
    const other = createSigner('quintet/test/device-2', privateKey);
    const bytes = encodeEntry(draft, 7, { ...other, name: 'quintet/test/device-1' });
    const renamed = Buffer.from(bytes.toString('utf8').replace('— quintet/test/device-1', '— quintet/test/device-2'));
    expect(decodeEntry(renamed, [verifier, createVerifier('quintet/test/device-2', publicKey)])).toEqual({
      problem: 'other_device',
    });
  });

  it('refuses a document in any form but the canonical one, also when it is signed', () => {
    const canonical = encodeEntry(draft, 7, signer).toString('utf8').split('\n')[0] ?? '';
    expect(decodeEntry(signNote(`${canonical}\n`, signer), [verifier])).toMatchObject({ draft });
    const document = JSON.parse(canonical) as Record<string, unknown>;
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(document).reverse()));
    for (const other of [
      reversed,
      canonical.replace(',', ', '),
      canonical.replace('"größe', '"gr\\u00f6ße'),
      canonical.replace('"seq":7', '"seq":7.0'),
      canonical.replace('"actor":"mod-01"', '"actor":"mod-02","actor":"mod-01"'),
      `${canonical} `,
      `${canonical}\n`,
    ]) {
      expect(other).not.toBe(canonical);
      expect(JSON.parse(other)).toEqual(document);
      expect(decodeEntry(signNote(`${other}\n`, signer), [verifier]), other).toEqual({ problem: 'malformed' });
    }
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeEntry(bytes, [verifier])).toHaveProperty('problem');
        readEntry(bytes);
      }),
    );
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys and means the same document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(text).not.toMatch(/[\n\r]/u);
      }),
    );
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });
});
