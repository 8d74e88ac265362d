/** One line of a stream, without its line end. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  /** The line, or the beginning of it when it is longer than the limit. */
  readonly bytes: Uint8Array;
  /** Length of the whole line in bytes. */
  readonly total: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits a byte stream into lines at LF or CRLF, holding never more than one line in memory. A line longer than
 * `limit` is passed on cut to `limit` bytes with its true length in `total`. Empty lines are passed on.
 */
export async function* readLines(stream: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let total = 0;
  let number = 0;
  const append = (part: Uint8Array): void => {
    const room = Math.max(0, limit - total);
    if (room > 0 && part.length > 0) parts.push(part.subarray(0, room));
    total += part.length;
  };
  const finish = (): Line => {
    number += 1;
    const whole = Buffer.concat(parts);
    const marked = number === 1 && whole.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    const returned = total <= limit && whole.at(-1) === CARRIAGE_RETURN ? 1 : 0;
    const line = {
      number,
      bytes: whole.subarray(marked, whole.length - returned),
      total: total - marked - returned,
    };
    parts = [];
    total = 0;
    return line;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      append(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    append(chunk.subarray(start));
  }
  if (total > 0) yield finish();
}
