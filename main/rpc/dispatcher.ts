import type { z } from 'zod';
import type { Procedure, Session } from '../../common/contract.ts';
import { PROBLEMS, ProblemError, toProblem, type ProblemCode } from '../../common/errors.ts';
import type { RpcResult } from '../../common/rpc.ts';
import { withinLimits } from './limits.ts';
import type { Sessions } from './sessions.ts';

export type Procedures = Readonly<Record<string, Procedure>>;

/** The core's functions for a contract, by method name. */
export type HandlersOf<Contract extends Procedures> = {
  readonly [Name in keyof Contract]: (
    input: z.output<Contract[Name]['input']>,
    session: Session,
  ) => Promise<z.input<Contract[Name]['output']>>;
};

/** A fault of Quintet itself, reported by name only: never with inputs, outputs or message content. */
export interface Defect {
  readonly kind: 'unexpected' | 'bad_output';
  readonly method: string;
  /** Class of what was thrown, or the path of the field that broke the contract. */
  readonly detail: string;
}

export interface DispatcherOptions<Contract extends Procedures, Sender> {
  readonly contract: Contract;
  readonly handlers: HandlersOf<Contract>;
  readonly sessions: Sessions;
  /** Rejects with a ProblemError when a window may not call a procedure; see `Application.permit`. */
  readonly permit: (session: Session, method: keyof Contract & string) => Promise<void>;
  /** The window behind a sender, or null when it is not one of ours. */
  readonly trusts: (sender: Sender) => Session | null;
  readonly onDefect: (defect: Defect) => void;
}

export interface Dispatcher<Sender> {
  /** Checks sender, method, permission, size, input, in this order; runs; checks the output. Never rejects. */
  dispatch(sender: Sender, method: unknown, input: unknown): Promise<RpcResult>;
}

type AnyHandler = (input: unknown, session: Session) => Promise<unknown>;

function refusal(code: ProblemCode, message: string = PROBLEMS[code]): RpcResult {
  return { ok: false, code, message };
}

function fieldOf(error: z.ZodError): { path: string; message: string } {
  const issue = error.issues[0];
  return { path: issue?.path.join('.') ?? '', message: issue?.message ?? 'not as expected' };
}

export function createDispatcher<Contract extends Procedures, Sender>(
  options: DispatcherOptions<Contract, Sender>,
): Dispatcher<Sender> {
  const { contract, sessions, permit, trusts, onDefect } = options;
  const handlers: Readonly<Record<string, unknown>> = options.handlers;

  const run = async (session: Session, method: keyof Contract & string, input: unknown): Promise<RpcResult> => {
    const procedure = contract[method];
    const handler = handlers[method];
    if (procedure === undefined || typeof handler !== 'function') return refusal('UNKNOWN_METHOD');
    await permit(session, method);
    if (!withinLimits(input)) return refusal('TOO_LARGE');
    const parsed = procedure.input.safeParse(input);
    if (!parsed.success) {
      const { path, message } = fieldOf(parsed.error);
      const where = path === '' ? 'The request' : `The field “${path.slice(0, 80)}”`;
      return refusal('BAD_INPUT', `${where} is not as expected: ${message.slice(0, 160)}.`);
    }
    const output = procedure.output.safeParse(await (handler as AnyHandler)(parsed.data, session));
    if (output.success) return { ok: true, value: output.data };
    onDefect({ kind: 'bad_output', method, detail: fieldOf(output.error).path });
    return refusal('BAD_OUTPUT');
  };

  return {
    dispatch: async (sender, method, input) => {
      try {
        const session = trusts(sender);
        if (session === null || !sessions.isOpen(session)) return refusal('UNTRUSTED_SENDER');
        if (typeof method !== 'string' || !Object.hasOwn(contract, method) || !Object.hasOwn(handlers, method)) {
          return refusal('UNKNOWN_METHOD');
        }
        return await sessions.track(session, run(session, method, input));
      } catch (thrown) {
        if (!(thrown instanceof ProblemError)) {
          const detail = thrown instanceof Error ? thrown.name : typeof thrown;
          onDefect({ kind: 'unexpected', method: typeof method === 'string' ? method.slice(0, 64) : '', detail });
        }
        return { ok: false, ...toProblem(thrown) };
      }
    },
  };
}
