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

const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  host: 'for another host name',
  origin: 'from another origin',
  fetch_site: 'from another site',
  method: 'with a method that is not served',
  path: 'for a path that is not served',
  header: 'without a header that is needed',
  body: 'with data that is not taken',
  credentials: 'without valid credentials',
  protocol: 'against the protocol',
};

/** What was turned away, in one sentence for whoever started the host; null when nothing was. */
export function refusedWords(counts: Readonly<Record<Refusal, number>>): string | null {
  const total = REFUSALS.reduce((sum, reason) => sum + counts[reason], 0);
  if (total === 0) return null;
  const reasons = REFUSALS.filter((reason) => counts[reason] > 0);
  const parts = reasons.map((reason) => `${counts[reason]} ${REFUSAL_WORDS[reason]}`).join(', ');
  return `${total === 1 ? '1 request was' : `${total} requests were`} turned away: ${parts}.`;
}

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
