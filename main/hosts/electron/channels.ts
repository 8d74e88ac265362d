/** The two ipc channels: window → core calls, core → window events. */
export const INVOKE_CHANNEL = 'quintet:invoke';
export const EVENT_CHANNEL = 'quintet:event';
