import type { Problem } from '../../common/errors.ts';
import type { HostLockFiles } from './host-lock.ts';

/** How a database worker is started. */
export interface WorkerOptions {
  readonly role: 'write' | 'read';
  /** True only while a workspace is being made: the database may be missing and the log empty. */
  readonly create: boolean;
  readonly file: string;
  /** Raw key of the file; null only where measurements need a file in the clear. */
  readonly key: Uint8Array | null;
  readonly checkpointFile: string;
  /** Note about the last verification that checked every signature. */
  readonly verifiedFile: string;
  /** Name of the log and of the key that signs its checkpoints. */
  readonly origin: string;
  /** Name of the device key that signs entries. */
  readonly device: string;
  /** PKCS #8 PEM of the device's Ed25519 key; only the writing worker gets it. */
  readonly privateKey: string | null;
  /** Text form of the public keys whose signatures count. */
  readonly verifierKeys: readonly string[];
}

/** How the worker is started that only keeps the host lock, so that a locked workspace stays this host's. */
export interface LockOptions {
  readonly role: 'lock';
  readonly hostLock: HostLockFiles;
}

export interface WorkerRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What a worker says: first `opened` or `refused`, then replies and events, at last `closed`. */
export type WorkerMessage =
  | { readonly type: 'opened'; readonly damaged: string | null }
  | { readonly type: 'refused'; readonly problem: Problem }
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly ms: number;
      readonly result:
        { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem };
    }
  /** Another process has written to the database. */
  | { readonly type: 'changedElsewhere' }
  /** The checkpoint file could not be written; null when it can be again. */
  | { readonly type: 'checkpoint'; readonly problem: Problem | null }
  | { readonly type: 'closed' };

/** Asks a worker to finish what is pending and end. */
export const CLOSE = 'close';
