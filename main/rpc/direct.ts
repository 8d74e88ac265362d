import type { Session } from '../../common/contract.ts';
import type { CoreEvent, Transport } from '../../common/rpc.ts';
import type { Application } from '../core/application-port.ts';
import type { Dispatcher } from './dispatcher.ts';

/** The transport without a wire: for tests and for code that runs in the core's own process. */
export function createDirectTransport(
  dispatcher: Dispatcher<Session>,
  session: Session,
  onEvent: Application['onEvent'],
): Transport {
  return {
    invoke: (method, input) => dispatcher.dispatch(session, method, input),
    subscribe: (listener: (event: CoreEvent) => void) =>
      onEvent((event, target) => {
        if (target === null || target === session.id) listener(event);
      }),
    onConnection: (listener) => {
      listener(true);
      return () => undefined;
    },
  };
}
