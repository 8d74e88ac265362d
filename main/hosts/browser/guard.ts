import type { IncomingHttpHeaders } from 'node:http';

/** Why a request was turned away; counted, never answered in detail. */
export const REFUSALS = [
  'host',
  'origin',
  'fetch_site',
  'method',
  'path',
  'header',
  'body',
  'credentials',
  'protocol',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Checks that come before anything is looked up. The exact `Host` stops names that were pointed at this machine (DNS
 * rebinding), the exact `Origin` and `Sec-Fetch-Site` stop other pages and other local servers.
 * @param origin this host's own, such as `http://127.0.0.1:4000`
 * @param needsOrigin true for everything that changes something and for the WebSocket
 */
export function refusalOf(request: GuardedRequest, origin: string, needsOrigin: boolean): Refusal | null {
  if (`http://${request.headers.host ?? ''}` !== origin) return 'host';
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'fetch_site';
  const from = request.headers.origin;
  if (from === undefined ? needsOrigin : from !== origin) return 'origin';
  return null;
}

/** Value of one cookie, or null. Two cookies of the same name are nobody's. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  const [first] = values;
  return values.length === 1 && first !== undefined ? first.slice(name.length + 1) : null;
}
