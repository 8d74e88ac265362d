import { createHash, randomBytes } from 'node:crypto';
import type { Session } from '../../../common/contract.ts';

/** Windows that signed in but have no socket yet are forgotten beyond this many, oldest first. */
const MOST_IDLE_TICKETS = 32;

/** One signed-in window. Its session begins with its first socket. */
export interface Ticket {
  readonly browser: string;
  session: Session | null;
}

/**
 * Who may talk to the loopback host. A launch token opens it once, for one browser; that browser's cookie then
 * signs in its further windows and reloads; each window gets a ticket of its own. Kept as digests only.
 */
export interface Credentials {
  /** A new launch token. Each lets one browser in, once. */
  issueLaunch(): string;
  /** Uses a launch token up; the new browser's cookie value, or null when the token is wrong or was used. */
  exchange(token: string): string | null;
  /** The browser a cookie value belongs to, or null. */
  browserOf(cookie: string): string | null;
  /** A new window of a browser. */
  issueTicket(browser: string): string;
  /** The window a ticket stands for, when it belongs to this browser. */
  ticketOf(ticket: string, browser: string): Ticket | null;
  /** Forgets a window. */
  revoke(ticket: Ticket): void;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

export function createCredentials(): Credentials {
  // Everything is looked up by digest, so that the time of a look-up says nothing about a secret.
  const launches = new Set<string>();
  const browsers = new Set<string>();
  const tickets = new Map<string, Ticket>();

  const forgetIdle = (): void => {
    const idle = [...tickets].filter(([, ticket]) => ticket.session === null);
    for (const [key] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE_TICKETS))) tickets.delete(key);
  };

  return {
    issueLaunch: () => {
      const token = secret();
      launches.add(digest(token));
      return token;
    },
    exchange: (token) => {
      if (!launches.delete(digest(token))) return null;
      const cookie = secret();
      browsers.add(digest(cookie));
      return cookie;
    },
    browserOf: (cookie) => {
      const browser = digest(cookie);
      return browsers.has(browser) ? browser : null;
    },
    issueTicket: (browser) => {
      const ticket = secret();
      tickets.set(digest(ticket), { browser, session: null });
      forgetIdle();
      return ticket;
    },
    ticketOf: (value, browser) => {
      const ticket = tickets.get(digest(value));
      return ticket?.browser === browser ? ticket : null;
    },
    revoke: (ticket) => {
      for (const [key, known] of tickets) if (known === ticket) tickets.delete(key);
    },
  };
}
