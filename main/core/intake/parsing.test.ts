import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from './json-scan.ts';
import { decodeRelayContext, encodeRelayContext } from './relay-context.ts';
import { uuidV7 } from './uuid.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('scanJson', () => {
  it('measures nesting as the parsed value has it and finds no duplicates in what was stringified', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(scanJson(JSON.stringify(value, null, 1), 1000)).toEqual({ depth: depthOf(value), duplicateKey: false });
      }),
    );
  });

  it.each([
    ['{"a":1,"a":1}', true],
    ['{"a":1,"\\u0061":1}', true],
    ['{"x":{"a":1},"y":{"a":1}}', false],
    ['{"x":[{"a":1},{"a":1}],"a":2}', false],
    ['{"a":"\\"a\\":1,","b":["a","a"]}', false],
    ['{"x":[{"k":1,"y":[1,2],"k":2}]}', true],
  ])('%s', (text, duplicateKey) => {
    expect(scanJson(text, 10).duplicateKey).toBe(duplicateKey);
  });

  it('ends on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a') }), (text) => {
        expect(scanJson(text, 8).depth).toBeLessThanOrEqual(9);
      }),
    );
  });
});

describe('relay context', () => {
  const context = fc.record({
    conversation: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    seq: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    sender: fc.stringMatching(/^[0-9a-f]{0,40}$/u),
    time: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    epoch: fc.nat(2 ** 31),
  });

  it('is read back as it was written, and refused when a byte is missing or left over', () => {
    fc.assert(
      fc.property(context, (value) => {
        const bytes = encodeRelayContext(value);
        expect(decodeRelayContext(bytes)).toEqual(value);
        expect(decodeRelayContext(bytes.subarray(0, -1))).toBeNull();
        expect(decodeRelayContext(Buffer.concat([bytes, Buffer.from([0])]))).toBeNull();
      }),
    );
  });

  it('answers any bytes', () => {
    const label = Buffer.from('quintet/ctx/v1\0', 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (tail) => {
        expect(() => decodeRelayContext(Buffer.concat([label, tail]))).not.toThrow();
      }),
    );
  });
});

describe('uuidV7', () => {
  it('carries the time in its first 48 bits, and version and variant in their places', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 47), fc.uint8Array({ minLength: 10, maxLength: 10 }), (time, random) => {
        const id = uuidV7(time, random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
      }),
    );
  });
});
