import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { encodeEntry } from './entry.ts';
import { hashLeaf, inclusionProof, nodesCompletedBy, rootOf, type ReadNode } from './merkle.ts';
import { createSigner, createVerifier } from './note.ts';
import { checkProof, formatProof, parseProof } from './proof.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const ORIGIN = 'quintet/test';
const device = createSigner(`${ORIGIN}/device-1`, privateKey);
const verifiers = [createVerifier(ORIGIN, publicKey), createVerifier(`${ORIGIN}/device-1`, publicKey)];

const entries = Array.from({ length: 11 }, (_, seq) =>
  encodeEntry(
    { at: '2026-01-02T03:04:05.678Z', actor: 'mod-01', event: { kind: 'case.requeued', case: `c${seq}` } },
    seq,
    device,
  ),
);
const nodes = new Map<string, Buffer>();
const read: ReadNode = (level, index) => nodes.get(`${level}/${index}`)!;
for (const [index, entry] of entries.entries())
  for (const node of nodesCompletedBy(index, hashLeaf(entry), read))
    nodes.set(`${node.level}/${node.index}`, node.hash);
const checkpoint = signCheckpoint(
  { origin: ORIGIN, size: entries.length, root: rootOf(entries.length, read) },
  createSigner(ORIGIN, privateKey),
).toString('utf8');

function proofOf(index: number): string {
  return formatProof({ entry: entries[index]!, index, path: inclusionProof(index, entries.length, read), checkpoint });
}

/** What a person who was handed the text finds out. */
function check(text: string): boolean | string {
  const proof = parseProof(text);
  if (typeof proof === 'string') return proof;
  const checked = checkProof(proof, verifiers);
  return typeof checked === 'string' ? checked : checked.ok;
}

describe('.tlog-proof', () => {
  it('holds for every entry, from its text alone', () => {
    for (let index = 0; index < entries.length; index += 1) {
      const proof = parseProof(proofOf(index));
      expect(proof).not.toBeTypeOf('string');
      if (typeof proof === 'string') continue;
      expect(checkProof(proof, verifiers)).toMatchObject({
        ok: true,
        index,
        checkpoint: { origin: ORIGIN, size: 11 },
        entry: { seq: index },
      });
    }
  });

  it('does not hold when any character of it is changed', () => {
    const text = proofOf(5);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('A', '7', 'x', ' ', '\n', '+'), (at, character) => {
        fc.pre(text[at] !== character);
        expect(check(text.slice(0, at) + character + text.slice(at + 1))).not.toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('does not hold under another key', () => {
    const { publicKey: other } = generateKeyPairSync('ed25519');
    const proof = parseProof(proofOf(5));
    if (typeof proof === 'string') throw new Error(proof);
    expect(checkProof(proof, [createVerifier(ORIGIN, other)])).toMatchObject({ ok: false, entry: null });
  });

  it('says which line is wrong', () => {
    expect(check('')).toMatch(/empty line/u);
    expect(check(proofOf(5).replace('tlog-proof@v1', 'tlog-proof@v9'))).toMatch(/^line 1/u);
    expect(check(proofOf(5).replace('index 5', 'index -5'))).toMatch(/^line 3/u);
  });
});

describe('checkpoints', () => {
  it('are only accepted from the log they name', () => {
    const bytes = Buffer.from(checkpoint);
    expect(openCheckpoint(bytes, ORIGIN, verifiers)).toMatchObject({ origin: ORIGIN, size: 11 });
    expect(openCheckpoint(bytes, 'quintet/other', verifiers)).toEqual({ problem: 'other_log' });
  });

  it('are not accepted when a device signed them instead of the log', () => {
    const forged = signCheckpoint({ origin: ORIGIN, size: 1, root: Buffer.alloc(32) }, device);
    expect(openCheckpoint(forged, ORIGIN, verifiers)).toEqual({ problem: 'other_log' });
  });

  it.each(['-1', '01', '1e3', '99999999999999999999', ''])('refuse the size "%s"', (size) => {
    const signer = createSigner(ORIGIN, privateKey);
    const note = Buffer.from(checkpoint.replace('\n11\n', `\n${size}\n`));
    const text = note.toString('utf8').split('\n\n')[0]!;
    const resigned = Buffer.from(
      `${text}\n\n— ${ORIGIN} ${Buffer.concat([signer.keyId, signer.sign(Buffer.from(`${text}\n`))]).toString('base64')}\n`,
    );
    expect(openCheckpoint(resigned, ORIGIN, verifiers)).toEqual({ problem: 'malformed' });
  });
});
