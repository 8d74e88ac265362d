import type { Problem } from './errors.ts';

/** Outcome of one call, as plain data on every transport. */
export type RpcResult = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & Problem);

/** An event pushed from the core to every window. It carries no case content, only what to ask for again. */
export type CoreEvent =
  | { readonly type: 'queue.changed' }
  | { readonly type: 'log.changed' }
  | { readonly type: 'lease.lost'; readonly caseId: string }
  | { readonly type: 'health.changed' }
  /** Nobody is signed in at this window any more: clear the page. */
  | { readonly type: 'session.locked' };

/** The two verbs a transport needs. Everything else is adapters of these. */
export interface Transport {
  invoke(method: string, input: unknown): Promise<RpcResult>;
  subscribe(listener: (event: CoreEvent) => void): () => void;
  /** Called with false when the connection is lost and with true when it is back. */
  onConnection(listener: (connected: boolean) => void): () => void;
}

/** A failed call as the typed client reports it. */
export class RpcFailure extends Error {
  readonly code: Problem['code'];

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'RpcFailure';
    this.code = problem.code;
  }
}

/** Procedure name → its input and output, derived from the contract's schemas. */
export type ProcedureMap = Record<string, { input: unknown; output: unknown }>;

export type Api<Map extends ProcedureMap> = <Name extends keyof Map & string>(
  method: Name,
  input: Map[Name]['input'],
) => Promise<Map[Name]['output']>;

/** Wraps a transport in a typed call; a refused call rejects with {@link RpcFailure}. */
export function createApi<Map extends ProcedureMap>(transport: Transport): Api<Map> {
  return async (method, input) => {
    const result = await transport.invoke(method, input);
    if (result.ok) return result.value;
    throw new RpcFailure(result);
  };
}
