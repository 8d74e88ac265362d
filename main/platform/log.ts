import { ACCESS } from '../../common/access.ts';
import { isProblemCode } from '../../common/errors.ts';
import { pino, type DestinationStream } from 'pino';
import { contractWords } from './contract-words.ts';

/** Every sentence the diagnostic log can hold. */
export const LOG_MESSAGES = [
  'background work failed',
  'call failed',
  'request refused',
  'slow database operation',
  'window process gone',
] as const;
export type LogMessage = (typeof LOG_MESSAGES)[number];

/** Everything an entry can say beside its sentence. A value that its field does not know is left out. */
export interface LogFields {
  /** Why a request was refused or a window's process ended. */
  readonly reason?: string;
  readonly kind?: 'unexpected' | 'bad_output';
  /** A procedure of the contract. */
  readonly method?: string;
  /** Class of an error, or the path of a field of the contract. */
  readonly detail?: string;
  /** Name of a database operation. */
  readonly operation?: string;
  readonly ms?: number;
  /** Name of background work. */
  readonly task?: string;
  /** Anything thrown; only its class and code are kept, because its message may quote what a person wrote. */
  readonly err?: unknown;
}

/** The diagnostic log: names, counts and codes only. Content has no way into it. */
export interface Log {
  info(fields: LogFields, message?: LogMessage): void;
  warn(fields: LogFields, message?: LogMessage): void;
  error(fields: LogFields, message?: LogMessage): void;
}

const REDACTED = '[redacted]';

const REASONS: ReadonlySet<unknown> = new Set([
  // Refusals of the loopback host.
  ...['host', 'origin', 'fetch_site', 'method', 'path', 'header', 'body', 'credentials', 'protocol'],
  // Electron's reasons for the end of a window's process.
  ...['clean-exit', 'abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'integrity-failure'],
  'memory-eviction',
]);
const TASKS: ReadonlySet<unknown> = new Set([
  ...['screening', 'recover', 'classifier', 'settle', 'slots', 'sign-in', 'sign-in entry', 'people', 'lock', 'masking'],
  ...['retention', 'backup', 'backup schedule', 'drill'],
]);
const OPERATION =
  /^(?:appeal|backup|case|disclosure|draft|exposure|keys|log|people|proposals|quarantine|queue|retention|wal)\.[a-zA-Z]{2,20}$/u;
const ERROR_CLASS = /^[A-Za-z]{0,31}Error$/u;
const SYSTEM_CODE = /^(?:E[A-Z]{2,12}|ERR_[A-Z_]{2,40}|SQLITE_[A-Z_]{2,30})$/u;

type Field = keyof LogFields;

/** What each field may hold, as it is written; undefined when the value is none of that. */
const FIELDS: Readonly<Record<Field, (value: unknown) => unknown>> = {
  reason: (value) => (REASONS.has(value) ? value : undefined),
  kind: (value) => (value === 'unexpected' || value === 'bad_output' ? value : undefined),
  method: (value) => (typeof value === 'string' && Object.hasOwn(ACCESS, value) ? value : undefined),
  detail: (value) => (typeof value === 'string' ? (errorClass(value) ?? contractPath(value)) : undefined),
  operation: (value) => (typeof value === 'string' && OPERATION.test(value) ? value : undefined),
  ms: (value) => (typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : undefined),
  task: (value) => (TASKS.has(value) ? value : undefined),
  err: describeError,
};

/**
 * @param destination where lines go; stderr when absent
 * @param level pino level; `QUINTET_LOG` sets it for a whole run
 */
export function createLog(destination?: DestinationStream, level = process.env['QUINTET_LOG'] ?? 'warn'): Log {
  const lines = pino(
    { name: 'quintet', level, base: { pid: process.pid } },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  const at =
    (name: 'info' | 'warn' | 'error') =>
    (fields: LogFields, message?: LogMessage): void => {
      if (lines.isLevelEnabled(name)) lines[name](onlyKnown(fields), known(message));
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Unknown keys are dropped, and so is what a known one should not hold; nothing is read but the known keys. */
function onlyKnown(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const field of Object.keys(FIELDS) as Field[]) {
    if (!Object.hasOwn(fields, field)) continue;
    kept[field] = FIELDS[field](fields[field]) ?? REDACTED;
  }
  return kept;
}

function known(message: LogMessage | undefined): string | undefined {
  return message === undefined || LOG_MESSAGES.includes(message) ? message : REDACTED;
}

function describeError(thrown: unknown): { name: string; code?: string } {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const name = errorClass(thrown.name) ?? 'Error';
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  const isCode = isProblemCode(code) || (typeof code === 'string' && SYSTEM_CODE.test(code));
  return isCode ? { name, code } : { name };
}

function errorClass(name: string): string | undefined {
  return ERROR_CLASS.test(name) ? name : undefined;
}

/** A dotted path whose parts are property names of the contract or positions in a list. */
function contractPath(path: string): string | undefined {
  const words = contractWords();
  const isKnown = path.split('.').every((part) => words.has(part) || /^[0-9]{1,5}$/u.test(part));
  return isKnown || path === '' ? path : undefined;
}
