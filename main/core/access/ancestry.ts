/** That one person gave another an account or a new first passphrase. */
export interface Gift {
  readonly giver: string;
  readonly user: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Everybody who could be acting with an account now: its holder, whoever gave it to them less than `spanMs` ago, whoever
 * had given the giver's own account less than `spanMs` before that, and so on. Two accounts are two people for certain
 * only when these sets have nobody in common.
 *
 * The time of each gift, not the present, is what the gift before it is measured against: a puppet in its first days can
 * make another one, which is then in the same hands for as long.
 * @param now Unix milliseconds; gifts dated later count as well, a clock that was set back excuses nobody
 */
export function ancestryOf(account: string, gifts: readonly Gift[], now: number, spanMs: number): ReadonlySet<string> {
  /** The earliest time at which each account matters. */
  const since = new Map([[account, now]]);
  const waiting = [account];
  for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
    const until = since.get(user) ?? now;
    for (const gift of gifts) {
      if (gift.user !== user || gift.at <= until - spanMs) continue;
      const at = Math.min(gift.at, until);
      if (at >= (since.get(gift.giver) ?? Infinity)) continue;
      since.set(gift.giver, at);
      waiting.push(gift.giver);
    }
  }
  return new Set(since.keys());
}
