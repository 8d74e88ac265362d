import type { CoreEvent, RpcResult } from './rpc.ts';

/** Sub-protocol both ends name when the WebSocket opens; a later, incompatible wire format gets another name. */
export const SOCKET_PROTOCOL = 'quintet.v1';

/** Path of the WebSocket and of the call that signs a window in, relative to the page's origin. */
export const SOCKET_PATH = '/rpc';
export const SESSION_PATH = '/session';

/** Header every sign-in call carries. Its value is the launch token, or `-` when the window has only its cookie. */
export const LAUNCH_HEADER = 'x-quintet-launch';

/** Name of the launch token in the fragment of the printed address. */
export const LAUNCH_PARAMETER = 'launch';

/** Answer of a sign-in: the ticket is sent as the second sub-protocol and stands for this window until it closes. */
export interface SessionGrant {
  readonly ticket: string;
}

/** Window → core. `id` is chosen by the window and comes back with the answer. */
export interface RequestFrame {
  readonly id: number;
  readonly method: string;
  readonly input?: unknown;
}

/** Core → window, the answer to the request with this id. */
export interface ResponseFrame {
  readonly id: number;
  readonly result: RpcResult;
}

/** Core → window, pushed. */
export interface EventFrame {
  readonly event: CoreEvent;
}

export type ServerFrame = ResponseFrame | EventFrame;
