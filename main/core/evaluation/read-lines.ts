import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { ProblemError } from '../../../common/errors.ts';

/** Bytes one line may have; a longer one is a file of another kind. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** Opens a file for {@link readLines}; FILE_MISSING when there is none, FILE_EMPTY when it has no bytes. */
export async function openTextFile(path: string): Promise<Readable> {
  const facts = await stat(path).catch(() => null);
  if (facts?.isFile() !== true) throw new ProblemError('FILE_MISSING', `There is no file ${path}.`);
  if (facts.size === 0) throw new ProblemError('FILE_EMPTY', `${basename(path)} is empty.`);
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

/**
 * The non-blank lines of a UTF-8 stream, decoded strictly. A byte-order mark is skipped.
 * @param name how messages call the input
 * @throws ProblemError FILE_ENCODING or FILE_TOO_LARGE naming the line
 */
export async function* readLines(stream: Readable, name: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const finishLine = (): string => {
    number += 1;
    const bytes = Buffer.concat(pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    try {
      const text = decoder.decode(bytes);
      return (number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text).trim();
    } catch {
      throw new ProblemError(
        'FILE_ENCODING',
        `${name} line ${number} is not valid UTF-8 text. Save the file as UTF-8.`,
      );
    }
  };
  const keep = (part: Buffer): void => {
    pending.push(part);
    pendingBytes += part.length;
    if (pendingBytes > MAX_LINE_BYTES)
      throw new ProblemError('FILE_TOO_LARGE', `${name} line ${number + 1} is longer than ${MAX_LINE_BYTES} bytes.`);
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      const text = finishLine();
      if (text !== '') yield { number, text };
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  if (pendingBytes > 0) {
    const text = finishLine();
    if (text !== '') yield { number, text };
  }
}

/** One line as a JSON object; DATA_INVALID naming the line when it is not one. */
export function parseObject(line: Line, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    const hint =
      line.number === 1 && !line.text.startsWith('{')
        ? ' One JSON object a line is expected, not CSV or plain text.'
        : '';
    throw new ProblemError('DATA_INVALID', `${name} line ${line.number} is not valid JSON.${hint}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError('DATA_INVALID', `${name} line ${line.number} is not a JSON object.`);
  return value as Record<string, unknown>;
}
