import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ProblemError, type Problem } from '../../common/errors.ts';
import { verifiedName } from '../tlog/names.ts';
import { createSigner, parseVerifierKey, type NoteVerifier } from '../tlog/note.ts';
import { createCheckpointer } from './checkpointer.ts';
import { damageOf, writeCheckpoint, writeVerified } from './checkpoint-file.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { acquireHostLock } from './host-lock.ts';
import { openReadable, openWritable } from './open.ts';
import { READ_OPERATIONS, WRITE_OPERATIONS } from './operations.ts';
import type { LockOptions, WorkerOptions } from './protocol.ts';
import { connectionOf, type WritableDb } from './types.ts';

/** One opened database inside a worker. */
export interface DbSession {
  /** Why the log must not grow; null while it is sound. */
  readonly damaged: string | null;
  run(name: string, input: unknown): unknown;
  /** Whether another connection has written since the last call. */
  changedElsewhere(): boolean;
  close(): void;
}

type Run = (context: never, input: never) => unknown;

/** Opens the database in the role the options name. */
export function openSession(
  options: WorkerOptions | LockOptions,
  report: (problem: Problem | null) => void,
): DbSession {
  switch (options.role) {
    case 'write':
      return openWriter(options, report);
    case 'read':
      return openReader(options);
    case 'lock':
      return holdLock(options);
  }
}

/** Keeps the host lock and nothing else. */
function holdLock({ hostLock }: LockOptions): DbSession {
  const lock = acquireHostLock(hostLock, new Date());
  return {
    damaged: null,
    run: () => {
      throw new ProblemError('INTERNAL', 'The worker that keeps the host lock has no operations.');
    },
    changedElsewhere: () => false,
    close: () => {
      lock.release();
    },
  };
}

function openWriter(options: WorkerOptions, report: (problem: Problem | null) => void): DbSession {
  if (options.privateKey === null) throw new ProblemError('INTERNAL', 'The writing worker was given no key.');
  const key = readPrivateKey(options.privateKey);
  const verifiers = verifiersOf(options.verifierKeys);
  const db = openWritable(options.file, options.key, options.create);
  const damaged = options.create ? null : damageOf(db, options, verifiers);
  const checkpointSigner = createSigner(options.origin, key);
  const checkpointer = createCheckpointer(db, options, checkpointSigner, report);
  const context: WriteContext = {
    db,
    signer: createSigner(options.device, key),
    damaged: () => damaged,
    appended: () => {
      checkpointer.appended();
    },
    checkpoint: () => {
      if (damaged !== null) throw new ProblemError('LOG_DAMAGED', damaged);
      return writeCheckpoint(db, options, checkpointSigner);
    },
    verified: (size, root) => {
      writeVerified(options, { size, root }, createSigner(verifiedName(options.origin), key));
    },
  };
  let version = dataVersion(db);
  return {
    damaged,
    run: (name, input) => lookUp(WRITE_OPERATIONS, name)(context as never, input as never),
    changedElsewhere: () => {
      const now = dataVersion(db);
      const changed = now !== version;
      version = now;
      return changed;
    },
    close: () => {
      checkpointer.close();
      connectionOf(db).close();
    },
  };
}

/** @throws ProblemError KEY_MISSING */
function readPrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What the library says about a broken key helps nobody; the sentence below does.
  }
  throw new ProblemError('KEY_MISSING', 'The device key of the workspace is not an Ed25519 key.');
}

function openReader(options: WorkerOptions): DbSession {
  const db = openReadable(options.file, options.key);
  const context: ReadContext = { db, settings: options, verifiers: verifiersOf(options.verifierKeys) };
  return {
    damaged: null,
    run: (name, input) => lookUp(READ_OPERATIONS, name)(context as never, input as never),
    changedElsewhere: () => false,
    close: () => {
      connectionOf(db).close();
    },
  };
}

function lookUp(operations: Readonly<Record<string, unknown>>, name: string): Run {
  if (!Object.hasOwn(operations, name)) throw new ProblemError('INTERNAL', 'There is no such database operation.');
  return operations[name] as Run;
}

function verifiersOf(keys: readonly string[]): NoteVerifier[] {
  return keys.map((text) => {
    const verifier = parseVerifierKey(text);
    if (!verifier) throw new ProblemError('KEY_MISSING', 'The file keys/log.pub of the workspace is damaged.');
    return verifier;
  });
}

function dataVersion(db: WritableDb): number {
  return Number(connectionOf(db).pragma('data_version', { simple: true }));
}
