import { contract, type Handlers, type MethodName, type Output, type Session } from '../../../common/contract.ts';
import type { ProblemError } from '../../../common/errors.ts';
import type { CoreEvent } from '../../../common/rpc.ts';
import type { Application } from '../../../main/core/application-port.ts';

export interface FakeApplication extends Application {
  /** Sessions whose end was reported, in order. */
  readonly closed: string[];
  /** Causes for which everything was locked, in order. */
  readonly locked: string[];
  /** Every call that reached a handler. */
  readonly calls: { method: string; input: unknown; session: string }[];
  /** Takes a permission away, which everybody has at first: calls are refused with this problem. */
  forbid(method: MethodName, problem: ProblemError): void;
  emit(event: CoreEvent, session?: string | null): void;
  /** Resolves when the number of reported ends reaches `count`. */
  whenClosed(count: number): Promise<void>;
}

type Answer = (input: unknown, session: Session) => Promise<unknown>;

/** A core that answers as told, for tests of what stands between it and a window. */
export function createFakeApplication(answers: Partial<Record<MethodName, Answer>>): FakeApplication {
  const listeners = new Set<(event: CoreEvent, session: string | null) => void>();
  const closed: string[] = [];
  const locked: string[] = [];
  const calls: FakeApplication['calls'] = [];
  const forbidden = new Map<MethodName, ProblemError>();
  let onClosed: () => void = () => undefined;
  const names = Object.keys(contract) as MethodName[];
  const handlers = Object.fromEntries(
    names.map((method) => [
      method,
      (input: unknown, session: Session) => {
        calls.push({ method, input, session: session.id });
        return answers[method]?.(input, session) ?? Promise.reject(new Error(`no answer for ${method}`));
      },
    ]),
  ) as unknown as Handlers;
  return {
    handlers,
    closed,
    locked,
    calls,
    permit: (_session, method) => {
      const problem = forbidden.get(method);
      return problem === undefined ? Promise.resolve() : Promise.reject(problem);
    },
    forbid: (method, problem) => void forbidden.set(method, problem),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (event, session = null) => {
      for (const listener of listeners) listener(event, session);
    },
    sessionClosed: (session) => {
      closed.push(session.id);
      onClosed();
      return Promise.resolve();
    },
    whenClosed: (count) =>
      new Promise((resolve) => {
        onClosed = () => {
          if (closed.length >= count) resolve();
        };
        onClosed();
      }),
    lockAll: (cause) => {
      locked.push(cause);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

export const HELLO: Output<'session.hello'> = {
  user: { id: 'mod-01', role: 'moderator', grants: [], initialPassphrase: false },
  setup: false,
  workspace: 'sample',
  sample: true,
  sampleUsers: [],
  host: 'browser',
  keychain: false,
  version: '0.1.0',
  model: null,
  graceMs: 5000,
  idleMs: 300_000,
  failedAttempts: 0,
  retryAfterMs: 0,
};
