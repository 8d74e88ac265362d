import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSigner,
  createVerifier,
  formatVerifierKey,
  noteText,
  openNote,
  parseVerifierKey,
  rawPublicKey,
  signNote,
} from './note.ts';

/** The example key and note of the specification's reference implementation (golang.org/x/mod/sumdb/note). */
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]),
  format: 'der',
  type: 'pkcs8',
});
const verifier = parseVerifierKey(VERIFIER)!;

describe('signed notes', () => {
  it('signs and opens the published example, byte for byte', () => {
    const note = signNote(TEXT, createSigner('PeterNeumann', privateKey));
    expect(note.toString('utf8')).toBe(NOTE);
    expect(openNote(note, [verifier])).toEqual({ text: TEXT, signedBy: ['PeterNeumann'] });
    expect(noteText(note)).toBe(TEXT);
  });

  it('writes verifier keys in their published form', () => {
    expect(formatVerifierKey('PeterNeumann', rawPublicKey(createPublicKey(privateKey)))).toBe(VERIFIER);
  });

  it('refuses a note in which any single byte was changed', () => {
    const note = Buffer.from(NOTE, 'utf8');
    fc.assert(
      fc.property(fc.nat({ max: note.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(note);
        changed[at]! ^= change;
        const opened = openNote(changed, [verifier]);
        expect(opened).toHaveProperty('problem');
      }),
      { numRuns: 1000 },
    );
  });

  it('says why a note does not open', () => {
    const other = createVerifier('someone', generateKeyPairSync('ed25519').publicKey);
    expect(openNote(Buffer.from(NOTE), [other])).toEqual({ problem: 'unknown_key' });
    expect(openNote(Buffer.from(NOTE.replace('problem,', 'problem;')), [verifier])).toEqual({
      problem: 'bad_signature',
    });
    expect(openNote(Buffer.from(TEXT), [verifier])).toEqual({ problem: 'malformed' });
  });

  it('passes over signatures of unknown keys, as cosigned notes have them', () => {
    const { privateKey: second, publicKey } = generateKeyPairSync('ed25519');
    const line = signNote(TEXT, createSigner('witness', second))
      .toString('utf8')
      .slice(TEXT.length + 1);
    const both = Buffer.from(NOTE + line);
    expect(openNote(both, [verifier])).toEqual({ text: TEXT, signedBy: ['PeterNeumann'] });
    expect(openNote(both, [verifier, createVerifier('witness', publicKey)])).toEqual({
      text: TEXT,
      signedBy: ['PeterNeumann', 'witness'],
    });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(openNote(bytes, [verifier])).toHaveProperty('problem');
      }),
    );
  });

  it.each([
    ['an empty text', ''],
    ['a wrong key id', VERIFIER.replace('c74f20a3', 'c74f20a4')],
    ['another key type', VERIFIER.replace('+ARpc', '+ABpc')],
    ['a short key', 'PeterNeumann+c74f20a3+ARpc'],
    ['a name with a space', VERIFIER.replace('PeterNeumann', 'Peter Neumann')],
    ['base64 that is not canonical', `${VERIFIER.slice(0, -1)}X`],
  ])('refuses a verifier key with %s', (_what, text) => {
    expect(parseVerifierKey(text)).toBeNull();
  });

  it('refuses key names that could not be told apart in a note', () => {
    expect(() => createSigner('two words', privateKey)).toThrow(RangeError);
    expect(() => createSigner('a+b', privateKey)).toThrow(RangeError);
    expect(() => createSigner('rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toThrow(
      RangeError,
    );
  });
});
