import { createReadStream, type ReadStream } from 'node:fs';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { ProblemError } from '../../../common/errors.ts';

/** `age1` and 58 characters of Bech32: an X25519 public key. Post-quantum and plugin recipients are other lengths. */
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/u;
const SECRET_PREFIX = 'AGE-SECRET-KEY-1';
const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/u;
const GROUP = 6;

/** A recovery key. The secret opens every backup made to the recipient; it is never stored. */
export interface RecoveryKey {
  /** `age1…`, public. */
  readonly recipient: string;
  /** `AGE-SECRET-KEY-1…`. */
  readonly secret: string;
}

/** Makes an X25519 identity of the age format (C2SP age). */
export async function newRecoveryKey(): Promise<RecoveryKey> {
  const secret = await generateX25519Identity();
  return { secret, recipient: await identityToRecipient(secret) };
}

/** The secret cut into groups a person can copy: the fixed prefix, then six characters at a time. */
export function groupsOf(secret: string): string[] {
  const rest = secret.slice(SECRET_PREFIX.length);
  const groups = rest.match(new RegExp(`.{1,${GROUP}}`, 'gu')) ?? [];
  return [SECRET_PREFIX, ...groups];
}

/**
 * The secret as typed or as it stands in an identity file: comments and white space are dropped, case does not matter.
 * @throws ProblemError IDENTITY_WRONG when it is not one X25519 secret
 */
export async function parseIdentity(text: string): Promise<RecoveryKey> {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const secret = lines.join('').replace(/\s+/gu, '').toUpperCase();
  if (!SECRET.test(secret))
    throw new ProblemError(
      'IDENTITY_WRONG',
      'This is not a recovery key: it starts with AGE-SECRET-KEY-1 and has 58 characters after that.',
    );
  try {
    return { secret, recipient: await identityToRecipient(secret) };
  } catch {
    throw new ProblemError('IDENTITY_WRONG', 'The recovery key has a mistyped character: its check sum does not fit.');
  }
}

/**
 * The recipient as typed.
 * @throws ProblemError USAGE
 */
export function parseRecipient(text: string): string {
  const recipient = text.trim().toLowerCase();
  try {
    if (!RECIPIENT.test(recipient)) throw new Error('not X25519');
    new Encrypter().addRecipient(recipient);
    return recipient;
  } catch {
    throw new ProblemError(
      'USAGE',
      'The recipient is not an X25519 age recipient (age1… with 58 characters after it).',
    );
  }
}

/** Encrypts a stream to one recipient, 64 KiB at a time. */
export async function encryptTo(
  recipient: string,
  plaintext: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(webStream(plaintext));
}

/**
 * Opens an age file. A chunk is only handed on once its tag holds; that the last one is really the last is known at
 * the end, so whoever reads must not trust anything before the stream has ended well.
 * @throws ProblemError FILE_MISSING, FILE_UNREADABLE, BACKUP_DAMAGED, IDENTITY_WRONG
 */
export async function decryptFile(
  path: string,
  secret: string,
  onBytes: (bytes: Uint8Array) => void,
): Promise<AsyncIterable<Uint8Array>> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  try {
    const plaintext = await decrypter.decrypt(webStream(watched(file, onBytes)));
    return reported(plaintext, file);
  } catch (thrown) {
    file.destroy();
    throw unreadable(path, thrown);
  }
}

async function* watched(file: ReadStream, onBytes: (bytes: Uint8Array) => void): AsyncIterable<Uint8Array> {
  for await (const chunk of file as AsyncIterable<Buffer>) {
    onBytes(chunk);
    yield chunk;
  }
}

async function* reported(plaintext: AsyncIterable<Uint8Array>, file: ReadStream): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of plaintext) yield chunk;
  } catch (thrown) {
    throw new ProblemError('BACKUP_DAMAGED', 'The backup is damaged or cut off: it does not decrypt to its end.', {
      cause: thrown,
    });
  } finally {
    file.destroy();
  }
}

function unreadable(path: string, thrown: unknown): ProblemError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  if (code === 'ENOENT') return new ProblemError('FILE_MISSING', `There is no file ${path}.`);
  if (code !== null) return new ProblemError('FILE_UNREADABLE', `${path} cannot be read.`, { cause: thrown });
  if (thrown instanceof Error && thrown.message.startsWith('no identity matched'))
    return new ProblemError('IDENTITY_WRONG');
  return new ProblemError('BACKUP_DAMAGED', `${path} is damaged or not an age file.`, { cause: thrown });
}

function webStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
