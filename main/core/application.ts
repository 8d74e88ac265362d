import { mayCall } from '../../common/access.ts';
import { contract, type Handlers, type MethodName, type Session } from '../../common/contract.ts';
import { ProblemError } from '../../common/errors.ts';
import type { CoreEvent } from '../../common/rpc.ts';
import { holdHostLock, type HeldHostLock } from '../db/host-lock-holder.ts';
import type { Application } from './application-port.ts';
import { Access, type AccessOptions } from './access/access.ts';
import type { Person } from './access/people.ts';
import { sessionHandlers } from './access/session-handlers.ts';
import type { Classifier } from './classifier/engine.ts';
import type { CoreHandlers } from './core.ts';
import type { Keychain } from './keys/keychain.ts';
import { readInfo, type WorkspaceInfo } from './workspace/info.ts';
import { layoutOf } from './workspace/layout.ts';

/** Milliseconds in which a committed decision can be taken back. */
export const GRACE_MS = 10_000;

/** Milliseconds without a sign of life after which a window locks. */
export const IDLE_MS = 5 * 60_000;

export interface ApplicationOptions {
  /** Folder of the workspace. */
  readonly folder: string;
  readonly classifier: Classifier;
  readonly host: 'electron' | 'browser';
  /** The operating system's keychain, where the host has one. */
  readonly keychain?: Keychain;
  /**
   * Who is signed in without typing when a window opens: the program was started with that person's passphrase, or the
   * workspace is a sample (passphrase null). Holds until somebody locks. Null asks everybody.
   */
  readonly signIn: { readonly user: string | null; readonly passphrase: string | null } | null;
  readonly graceMs?: number;
  readonly idleMs?: number;
  readonly now?: () => number;
  /** Told of database operations slower than 100 ms, by name. */
  readonly onSlow?: (name: string, ms: number) => void;
  /** Names of things that went wrong in the background, for the log on stderr. Never content. */
  readonly onProblem?: (name: string, error: unknown) => void;
}

/**
 * Starts the core on a workspace, locked until somebody signs in at a window.
 * @throws ProblemError WORKSPACE_MISSING, WORKSPACE_OPEN, WORKSPACE_OLD, VAULT_DAMAGED, VAULT_MISMATCH …
 */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const layout = layoutOf(options.folder);
  const info = readInfo(layout);
  const lock = await holdHostLock({ lockFile: layout.hostLockFile, describeFile: layout.hostFile });
  try {
    const application = new GatedApplication(options, info, lock);
    await application.start();
    return application;
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

/** Everything a window asks passes here: is somebody signed in, and does the table allow it. */
class GatedApplication implements Application {
  readonly handlers: Handlers;
  readonly #access: Access;
  readonly #lock: HeldHostLock;
  readonly #classifier: Classifier;
  readonly #listeners = new Set<(event: CoreEvent, session: string | null) => void>();
  #closing: Promise<void> | null = null;

  constructor(options: ApplicationOptions, info: WorkspaceInfo, lock: HeldHostLock) {
    this.#lock = lock;
    this.#classifier = options.classifier;
    const accessOptions: AccessOptions = {
      ...options,
      info,
      keychain: options.keychain ?? null,
      graceMs: options.graceMs ?? GRACE_MS,
      idleMs: options.idleMs ?? IDLE_MS,
      now: options.now ?? Date.now,
      problem: (name, error) => options.onProblem?.(name, error),
      emit: (event, session) => {
        for (const listener of this.#listeners) listener(event, session);
      },
    };
    this.#access = new Access(accessOptions);
    this.handlers = guarded(this.#access, sessionHandlers(this.#access, accessOptions));
  }

  /** A workspace whose files do not fit together is refused now, not when somebody has typed a passphrase. */
  start(): Promise<void> {
    return this.#access.start();
  }

  async permit(session: Session, method: MethodName): Promise<void> {
    await permit(this.#access, session, method);
  }

  onEvent(listener: (event: CoreEvent, session: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sessionClosed(session: Session): Promise<void> {
    return this.#access.leave(session, 'closed');
  }

  lockAll(cause: 'suspend' | 'asked'): Promise<void> {
    return this.#access.lockAll(cause);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await this.#access.close();
    await this.#classifier.close();
    await this.#lock.release();
  }
}

/** Procedures that sign in or out themselves. */
const SIGNS: ReadonlySet<MethodName> = new Set(['session.unlock', 'session.lock', 'session.setup']);

type AnyHandler = (input: unknown, session: Session) => Promise<unknown>;

/** Waits for a call; what is returned gives its value or throws what it threw. */
function settled(call: Promise<unknown>): Promise<() => unknown> {
  return call.then(
    (value) => () => value,
    (thrown: unknown) => () => {
      throw thrown;
    },
  );
}

/** @returns who calls, null where nobody has to be signed in */
async function permit(access: Access, session: Session, method: MethodName): Promise<Person | null> {
  if (!SIGNS.has(method)) await access.welcome(session);
  const person = access.personAt(session);
  if (mayCall(method, person?.role ?? null)) return person;
  if (person === null) throw new ProblemError('LOCKED');
  await access.refusals.note(person.id, method);
  throw new ProblemError('NOT_ALLOWED');
}

/** One handler for every procedure of the contract, each behind the table of access. */
function guarded(access: Access, own: Partial<Handlers>): Handlers {
  const guard = (method: MethodName): AnyHandler => {
    const handler = own[method] as AnyHandler | undefined;
    return async (input, session) => {
      const person = await permit(access, session, method);
      access.called(session, method);
      const run = handler ?? (access.core().handlers[method as keyof CoreHandlers] as AnyHandler);
      if (person === null || SIGNS.has(method)) return run(input, session);
      const outcome = await settled(run(input, session));
      // Somebody may have locked this window meanwhile: what was asked for is no longer theirs to see.
      if (access.personAt(session)?.id !== person.id) throw new ProblemError('LOCKED');
      return outcome();
    };
  };
  const methods = Object.keys(contract) as MethodName[];
  return Object.fromEntries(methods.map((method) => [method, guard(method)])) as unknown as Handlers;
}
