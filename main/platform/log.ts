import { ProblemError } from '../../common/errors.ts';
import { pino, type DestinationStream, type Logger } from 'pino';

/** The diagnostic log: names, counts and codes only. Message content never goes here. */
export type Log = Logger;

const SECRET_FIELDS = ['token', 'ticket', 'launch', 'cookie', 'text', 'reason', 'input', 'output', 'draft', 'url'];

/**
 * @param destination where lines go; stderr when absent
 * @param level pino level; `QUINTET_LOG` sets it for a whole run
 */
export function createLog(destination?: DestinationStream, level = process.env['QUINTET_LOG'] ?? 'warn'): Log {
  return pino(
    {
      name: 'quintet',
      level,
      base: { pid: process.pid },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
      serializers: {
        // An error's message may quote what a person wrote; its class is enough to find the place.
        err: (error: unknown) =>
          error instanceof ProblemError
            ? { code: error.code }
            : { name: error instanceof Error ? error.name : typeof error },
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
