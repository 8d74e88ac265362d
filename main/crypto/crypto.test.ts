import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, lp, u32, u64, wipe } from './bytes.ts';
import { commitmentOf } from './commitment.ts';
import { openHpke, sealHpke, x25519PublicKey } from './hpke.ts';
import { Secret } from './secret.ts';

describe('a secret', () => {
  it('prints nowhere and is handed out only on request', () => {
    const secret = new Secret('hunter-2-canary');
    const holder = { user: 'mod-01', secret, list: [secret] };
    const printed = [
      String(secret),
      secret.toString(),
      JSON.stringify(holder),
      inspect(holder, { depth: 9, showHidden: true }),
      format('%s %o %j', secret, holder, holder),
    ];
    for (const text of printed) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('canary');
    }
    expect(secret.reveal()).toBe('hunter-2-canary');
  });
});

describe('bytes', () => {
  it('length-prefixed lists never read as another list', () => {
    const list = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(list, list, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        expect(Buffer.concat(left.map(lp)).equals(Buffer.concat(right.map(lp)))).toBe(same);
      }),
    );
    expect(lp('é').toString('hex')).toBe('00000002c3a9');
  });

  it('writes numbers big-endian and refuses what does not fit', () => {
    expect([u32(1).toString('hex'), u64(2 ** 40).toString('hex')]).toEqual(['00000001', '0000010000000000']);
    expect(() => u32(-1)).toThrow(RangeError);
    expect(() => u64(-1)).toThrow(RangeError);
  });

  it('compares and wipes', () => {
    const bytes = Buffer.from('abc');
    expect([equalBytes(bytes, Buffer.from('abc')), equalBytes(bytes, Buffer.from('abcd'))]).toEqual([true, false]);
    wipe(bytes);
    expect(bytes.equals(Buffer.alloc(3))).toBe(true);
  });
});

describe('a commitment to stored parts', () => {
  it('changes with every part, with what stands in which part, and with the salt', () => {
    const parts = { header: 'h', recipients: 'r', sealed: Buffer.from('s') };
    const salt = Buffer.alloc(32, 1);
    const commitments = [
      commitmentOf(parts, salt),
      commitmentOf({ ...parts, header: 'hr', recipients: '' }, salt),
      commitmentOf({ ...parts, recipients: 'x' }, salt),
      commitmentOf({ ...parts, sealed: Buffer.from('t') }, salt),
      commitmentOf(parts, Buffer.alloc(32, 2)),
    ];
    expect(new Set(commitments).size).toBe(5);
    expect(commitments.every((text) => /^[0-9a-f]{64}$/u.test(text))).toBe(true);
    expect(commitmentOf({ ...parts }, salt)).toBe(commitments[0]);
  });
});

describe('HPKE', () => {
  it('opens although the owner wipes the key as soon as the call is made', async () => {
    const key = Buffer.alloc(32, 9);
    const context = { info: Buffer.from('i'), aad: Buffer.from('a') };
    const message = await sealHpke(x25519PublicKey(key), Buffer.from('text'), context);
    const opening = openHpke(key, message, context);
    wipe(key);
    expect(Buffer.from((await opening) ?? []).toString()).toBe('text');
  });

  it('seals to no key that everybody could open', async () => {
    const context = { info: Buffer.alloc(0), aad: Buffer.alloc(0) };
    await expect(sealHpke(Buffer.alloc(32), Buffer.from('text'), context)).rejects.toThrow(RangeError);
    await expect(sealHpke(Buffer.alloc(31), Buffer.from('text'), context)).rejects.toThrow(RangeError);
  });
});
