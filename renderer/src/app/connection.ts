import { useEffect, useState } from 'react';
import { useReview } from '../features/review/use-review.ts';

/** A connection that has been away this long will hardly come back by itself: the core was closed or restarted. */
const GONE_AFTER_MS = 20_000;

export type Connection = 'connected' | 'lost' | 'gone';

/** How this window stands with the core; `gone` after it has been out of reach for a while. */
export function useConnection(): Connection {
  const { connected } = useReview().state;
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    if (connected) return undefined;
    const timer = setTimeout(() => {
      setGone(true);
    }, GONE_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setGone(false);
    };
  }, [connected]);
  if (connected) return 'connected';
  return isGone ? 'gone' : 'lost';
}
