import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../common/errors.ts';
import { Secret } from '../crypto/secret.ts';
import { createLog, LOG_MESSAGES, type Log, type LogFields, type LogMessage } from './log.ts';

function collecting(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog({ write: (line: string) => void lines.push(line) }, 'trace') };
}

/** One line as data, without what pino adds. */
function written(fields: unknown, message?: string): Record<string, unknown> {
  const { log, lines } = collecting();
  log.error(fields as LogFields, message as LogMessage);
  const entry = JSON.parse(lines.join('')) as Record<string, unknown>;
  for (const own of ['level', 'time', 'pid', 'name']) Reflect.deleteProperty(entry, own);
  return entry;
}

const FIELDS = ['reason', 'kind', 'method', 'detail', 'operation', 'ms', 'task', 'err'];
const CONTENT = {
  text: 'you are worthless and everybody knows it',
  word: 'worthless',
  name: 'Lena',
  user: 'lena.harper',
  key: '9f2c4e5ba7d1830c6e11f0aa5cbb7d2149e0c8a6b3f7d5e2114a9c0b8d7e6f5a',
  base64: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
};

describe('the diagnostic log', () => {
  it('says what went wrong where', () => {
    expect(written({ operation: 'queue.claim', ms: 123.4 }, 'slow database operation')).toEqual({
      operation: 'queue.claim',
      ms: 123,
      msg: 'slow database operation',
    });
    expect(written({ kind: 'bad_output', method: 'review.next', detail: 'case.messages.0.verdict' })).toEqual({
      kind: 'bad_output',
      method: 'review.next',
      detail: 'case.messages.0.verdict',
    });
    expect(written({ task: 'screening', err: new ProblemError('DB_FULL', CONTENT.text) })).toEqual({
      task: 'screening',
      err: { name: 'ProblemError', code: 'DB_FULL' },
    });
    expect(written({ reason: 'origin' }, 'request refused')).toEqual({ reason: 'origin', msg: 'request refused' });
  });

  it.each(Object.entries(CONTENT))('holds no %s, whichever field it is put into', (_, content) => {
    const shapes: unknown[] = [
      content,
      [content],
      { [content]: content },
      { message: content, code: content, name: content },
      Object.assign(new Error(content), { code: content, name: content, cause: content, stack: content }),
      new Secret(content),
      Buffer.from(content),
      () => content,
      { toJSON: () => content },
    ];
    for (const field of [...FIELDS, 'text', 'token', content])
      for (const shape of shapes) {
        const line = JSON.stringify(written({ [field]: shape }, content));
        expect({ field, shape: inspect(shape), line }).toEqual({
          field,
          shape: inspect(shape),
          line: expect.not.stringContaining(content) as string,
        });
      }
  });

  it('holds nothing but its own words, whatever it is given', () => {
    const words = new Set(['redacted', ...LOG_MESSAGES.join(' ').split(' '), ...FIELDS, 'msg', 'name', 'Error']);
    const kinds = ['string', 'number', 'boolean', 'object', 'undefined', 'bigint', 'symbol', 'function'];
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything()),
        fc.constantFrom(...FIELDS),
        fc.anything(),
        (some, field, value) => {
          const entry = written({ ...some, [field]: value });
          for (const word of JSON.stringify(entry).match(/[A-Za-z]{3,}/gu) ?? [])
            expect(words.has(word) || kinds.includes(word)).toBe(true);
        },
      ),
    );
  });

  it('reads no getter of a field it does not know, and survives one that throws', () => {
    const trap = {
      get text(): string {
        throw new Error('read');
      },
    };
    expect(() => written(trap)).not.toThrow();
  });
});

describe('a secret', () => {
  it('prints as redacted in every way of printing', () => {
    const secret = new Secret(CONTENT.key);
    const printed = [String(secret), JSON.stringify({ secret }), inspect(secret), inspect({ deep: [secret] })];
    for (const text of [...printed, secret.toString()]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(CONTENT.key);
    }
    expect(secret.reveal()).toBe(CONTENT.key);
  });
});
