import type { ContractTypes, Handlers, MethodName } from '../../../common/contract.ts';
import type { Application } from '../../../main/core/application-port.ts';

/** Calls procedures as one signed-in person, through the application's own gate. */
export type Call = <Name extends MethodName>(
  method: Name,
  input: ContractTypes[Name]['input'],
) => Promise<ContractTypes[Name]['output']>;

/** A window of its own at which somebody has signed in; null needs no passphrase in a sample workspace. */
export async function signIn(
  { handlers }: Pick<Application, 'handlers'>,
  user: string,
  passphrase: string | null = null,
): Promise<Call> {
  const session = { id: `window of ${user}` };
  await handlers['session.unlock']({ user, passphrase }, session);
  return callAt(handlers, session);
}

function callAt(handlers: Handlers, session: { readonly id: string }): Call {
  // One cast here spares every test one: name, input and output belong together by the contract.
  return (method, input) => (handlers[method] as (input: unknown, session: unknown) => Promise<never>)(input, session);
}

/** What a call was refused with. Fails when it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code ?? thrown;
  }
  return 'was not refused';
}
