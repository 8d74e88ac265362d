import { contract, type Handlers, type MethodName, type Session } from '../../common/contract.ts';
import { ProblemError } from '../../common/errors.ts';
import type { CoreEvent } from '../../common/rpc.ts';
import { VERSION } from '../platform/version.ts';
import type { Application } from './application-port.ts';
import { Serial } from './review/serial.ts';
import { createWorkspace } from './workspace/create.ts';

type AnyHandler = (input: unknown, session: Session) => Promise<unknown>;

/**
 * The program before there is a workspace: the first window chooses the first passphrase, the workspace is made, and
 * from then on every call goes to the application on it.
 */
export class FirstRun implements Application {
  readonly handlers: Handlers;
  readonly #folder: string;
  readonly #host: 'electron' | 'browser';
  readonly #open: () => Promise<Application>;
  readonly #listeners = new Set<(event: CoreEvent, session: string | null) => void>();
  readonly #serial = new Serial();
  #application: Application | null = null;

  /** @param open starts the application once the workspace is there */
  constructor(folder: string, host: 'electron' | 'browser', open: () => Promise<Application>) {
    this.#folder = folder;
    this.#host = host;
    this.#open = open;
    const methods = Object.keys(contract) as MethodName[];
    this.handlers = Object.fromEntries(
      methods.map((method) => [method, this.#handlerOf(method)]),
    ) as unknown as Handlers;
  }

  async permit(session: Session, method: MethodName): Promise<void> {
    if (this.#application !== null) await this.#application.permit(session, method);
    else if (method !== 'session.hello' && method !== 'session.setup') throw noWorkspace();
  }

  onEvent(listener: (event: CoreEvent, session: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async sessionClosed(session: Session): Promise<void> {
    await this.#application?.sessionClosed(session);
  }

  async lockAll(cause: 'suspend' | 'asked'): Promise<void> {
    await this.#application?.lockAll(cause);
  }

  async close(): Promise<void> {
    await this.#application?.close();
  }

  #handlerOf(method: MethodName): AnyHandler {
    return (input, session) => {
      const application = this.#application;
      if (application !== null) return (application.handlers[method] as unknown as AnyHandler)(input, session);
      if (method === 'session.hello') return Promise.resolve(this.#hello());
      if (method === 'session.setup') return this.#setUp((input as { passphrase: string }).passphrase);
      return Promise.reject(noWorkspace());
    };
  }

  #hello(): Awaited<ReturnType<Handlers['session.hello']>> {
    return {
      user: null,
      setup: true,
      workspace: '',
      sample: false,
      sampleUsers: [],
      host: this.#host,
      keychain: false,
      version: VERSION,
      model: null,
      graceMs: 0,
      idleMs: 0,
      failedAttempts: 0,
      retryAfterMs: 0,
    };
  }

  #setUp(passphrase: string): ReturnType<Handlers['session.setup']> {
    return this.#serial.run(async () => {
      if (this.#application !== null) throw new ProblemError('WORKSPACE_EXISTS');
      const { people } = await createWorkspace(this.#folder, { sample: false, passphrase });
      const application = await this.#open();
      application.onEvent((event, session) => {
        for (const listener of this.#listeners) listener(event, session);
      });
      this.#application = application;
      return { users: people.map(({ id, role }) => ({ id, role })) };
    });
  }
}

function noWorkspace(): ProblemError {
  return new ProblemError('LOCKED', 'There is no workspace yet.');
}
