import type { Transport } from '../../../common/rpc.ts';
import { createBrowserConnector } from './browser-connector.ts';
import { createElectronTransport, type DesktopBridge } from './electron.ts';
import { createWebSocketTransport } from './websocket.ts';

declare global {
  interface Window {
    /** Present in the desktop window only. */
    readonly quintet?: DesktopBridge;
  }
}

/**
 * The transport of this window: the preload's bridge in the desktop application, the loopback WebSocket in a browser.
 * Call once, before the router reads the address: it removes the launch token from it.
 */
export function createTransport(): Transport {
  return window.quintet === undefined
    ? createWebSocketTransport(createBrowserConnector())
    : createElectronTransport(window.quintet);
}
