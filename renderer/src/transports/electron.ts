import type { CoreEvent, RpcResult, Transport } from '../../../common/rpc.ts';

/** What the preload script puts on `window.quintet` in the desktop window. */
export interface DesktopBridge {
  invoke(method: string, input: unknown): Promise<RpcResult>;
  subscribe(listener: (event: CoreEvent) => void): () => void;
}

/** The transport of the desktop window. It lives and dies with its process, so the connection is never lost. */
export function createElectronTransport(bridge: DesktopBridge): Transport {
  return {
    invoke: (method, input) => bridge.invoke(method, input),
    subscribe: (listener) => bridge.subscribe(listener),
    onConnection: (listener) => {
      listener(true);
      return () => undefined;
    },
  };
}
