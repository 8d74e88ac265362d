import type { ContractTypes } from '../../../common/contract.ts';
import type { Problem } from '../../../common/errors.ts';
import { createApi, type Api, type RpcResult, type Transport } from '../../../common/rpc.ts';
import { problemOf } from './services.ts';

export type Hello = ContractTypes['session.hello']['output'];
export type SignedIn = NonNullable<Hello['user']>;

/** Why nobody is signed in any more; `elsewhere`: the core said so. */
export type LockCause = 'asked' | 'idle' | 'suspend' | 'elsewhere';

/**
 * - `starting`: the core was asked who is signed in
 * - `unreachable`: it could not be asked
 * - `locked`: nobody is signed in; `cause` is null when nobody has been since the window opened
 * - `open`: `period` counts sign-ins, so that nothing of one person's time reaches into the next one's
 */
export type WindowState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'unreachable'; readonly problem: Problem }
  | {
      readonly phase: 'locked';
      readonly hello: Hello;
      readonly cause: LockCause | null;
      /** Moment on this window's clock (Unix milliseconds) before which no attempt is taken. */
      readonly retryAt: number;
    }
  | {
      readonly phase: 'open';
      readonly hello: Hello;
      readonly user: SignedIn;
      readonly period: number;
      /** Failed attempts before this sign-in. */
      readonly failedBefore: number;
    };

/**
 * Who is signed in at this window, from its opening to its end. Locking clears the page first and asks the core then:
 * whatever becomes of that call, nothing stays on screen.
 */
export class WindowSession {
  readonly api: Api<ContractTypes>;
  /** The transport with every answer watched for LOCKED. */
  readonly transport: Transport;
  readonly #listeners = new Set<() => void>();
  #state: WindowState = { phase: 'starting' };
  #periods = 0;
  /** Saves and forgets what the signed-in person works on. */
  #leave: () => Promise<void> = () => Promise.resolve();
  /** A lock the core has not confirmed yet: it would still take this window for signed in. */
  #unconfirmed: Exclude<LockCause, 'elsewhere'> | null = null;
  #wasLost = false;
  /** Counts locks: an answer to a question asked before one says nothing about the time after it. */
  #locks = 0;

  constructor(transport: Transport) {
    this.transport = { ...transport, invoke: (method, input) => this.#invoke(transport, method, input) };
    this.api = createApi<ContractTypes>(this.transport);
    transport.subscribe((event) => {
      if (event.type === 'session.locked') void this.#clear('elsewhere');
    });
    transport.onConnection((connected) => {
      if (!connected) this.#wasLost = true;
      else if (this.#wasLost || this.#state.phase === 'unreachable') void this.refresh();
    });
  }

  readonly getState = (): WindowState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is done with the work at hand when the window locks. Replaces what was given before. */
  onLeave(leave: () => Promise<void>): void {
    this.#leave = leave;
  }

  /** Asks the core who is signed in. A window that is open stays so unless the answer says otherwise. */
  async refresh(): Promise<void> {
    try {
      if (this.#unconfirmed !== null) await this.#confirmLock(this.#unconfirmed);
      await this.#ask(0);
    } catch (thrown) {
      if (this.#state.phase === 'starting' || this.#state.phase === 'unreachable')
        this.#set({ phase: 'unreachable', problem: problemOf(thrown) });
    }
  }

  /**
   * Signs somebody in, in place of whoever is; null as passphrase is for the people of a sample. Answers with what was
   * wrong, or null.
   */
  async unlock(user: string, passphrase: string | null): Promise<Problem | null> {
    await this.#clear('asked');
    try {
      const { failedBefore } = await this.api('session.unlock', { user, passphrase });
      this.#unconfirmed = null;
      await this.#ask(failedBefore);
      return null;
    } catch (thrown) {
      const problem = problemOf(thrown);
      // How long the next attempt has to wait is in the answer to this.
      await this.refresh();
      return problem;
    }
  }

  /** Makes the workspace of a first run. Answers with its people, or with what was wrong. */
  async setUp(passphrase: string): Promise<ContractTypes['session.setup']['output'] | Problem> {
    try {
      const made = await this.api('session.setup', { passphrase });
      await this.refresh();
      return made;
    } catch (thrown) {
      return problemOf(thrown);
    }
  }

  /** Clears the page, then tells the core to drop what this window holds. */
  async lock(cause: Exclude<LockCause, 'elsewhere'>): Promise<void> {
    if (this.#state.phase !== 'open') return;
    this.#unconfirmed = cause;
    await this.#clear(cause);
    await this.refresh();
  }

  /** Changes the signed-in person's own passphrase. Answers with what was wrong, or null. */
  async changePassphrase(change: ContractTypes['session.changePassphrase']['input']): Promise<Problem | null> {
    try {
      await this.api('session.changePassphrase', change);
    } catch (thrown) {
      return problemOf(thrown);
    }
    await this.refresh();
    // The core may still be reading its people again; that this passphrase is the person's own is known already.
    const state = this.#state;
    if (state.phase === 'open') this.#set({ ...state, user: { ...state.user, initialPassphrase: false } });
    return null;
  }

  async #ask(failedBefore: number): Promise<void> {
    const locks = this.#locks;
    const hello = await this.api('session.hello', {});
    if (locks === this.#locks) this.#enter(hello, failedBefore);
  }

  async #confirmLock(cause: Exclude<LockCause, 'elsewhere'>): Promise<void> {
    try {
      await this.api('session.lock', { cause });
    } catch (thrown) {
      // Already locked is what was asked for; anything else is tried again with the next question.
      if (problemOf(thrown).code !== 'LOCKED') throw thrown;
    }
    this.#unconfirmed = null;
  }

  async #invoke(transport: Transport, method: string, input: unknown): Promise<RpcResult> {
    const locks = this.#locks;
    const result = await transport.invoke(method, input);
    // What was asked before the last lock says nothing about the person who signed in since.
    if (result.ok || locks !== this.#locks) return result;
    if (result.code === 'LOCKED') void this.#clear('elsewhere');
    // The window offers what the role allows: it was changed meanwhile.
    if (result.code === 'NOT_ALLOWED' && method !== 'session.hello') void this.refresh();
    return result;
  }

  /** Takes everything off the page at once; resolves when what was being written has been sent. */
  async #clear(cause: LockCause): Promise<void> {
    if (this.#state.phase !== 'open') return;
    const { hello } = this.#state;
    const left = this.#leave();
    this.#leave = () => Promise.resolve();
    this.#locks += 1;
    this.#set({
      phase: 'locked',
      hello: { ...hello, user: null, failedAttempts: 0, retryAfterMs: 0 },
      cause,
      retryAt: 0,
    });
    await left;
  }

  #enter(hello: Hello, failedBefore: number): void {
    this.#wasLost = false;
    const { user } = hello;
    const state = this.#state;
    if (user === null) {
      if (state.phase === 'open') void this.#clear('elsewhere');
      const cause = this.#state.phase === 'locked' ? this.#state.cause : null;
      this.#set({
        phase: 'locked',
        hello,
        cause,
        retryAt: hello.retryAfterMs === 0 ? 0 : Date.now() + hello.retryAfterMs,
      });
      return;
    }
    if (state.phase === 'open' && state.user.id === user.id) {
      this.#set({ ...state, hello, user });
      return;
    }
    if (state.phase === 'open') void this.#clear('elsewhere');
    this.#periods += 1;
    this.#set({ phase: 'open', hello, user, period: this.#periods, failedBefore });
  }

  #set(state: WindowState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
