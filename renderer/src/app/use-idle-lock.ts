import { useEffect, useRef, useState } from 'react';
import { IdleLock } from './idle-lock.ts';
import { useServices } from './services.ts';
import { useHello } from './session.ts';

const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

/**
 * Locks the window when nobody uses it and keeps the case at hand while somebody does.
 * Answers with the milliseconds left once a lock is near, else null. Mount once.
 */
export function useIdleLock(): number | null {
  const { window: session, api, review } = useServices();
  const idleMs = useHello()?.idleMs;
  const [left, setLeft] = useState<number | null>(null);
  const lock = useRef<IdleLock | null>(null);
  useEffect(() => {
    // 0 stands for a core that locks nothing by itself.
    if (idleMs === undefined || idleMs === 0) return undefined;
    const idle = new IdleLock({
      idleMs,
      // A report that does not arrive is made up for by the next one; the core errs on the side of locking.
      report: () => void api('session.active', {}).catch(() => undefined),
      warn: setLeft,
      lock: (cause) => void session.lock(cause),
    });
    lock.current = idle;
    return () => {
      idle.stop();
    };
  }, [session, api, idleMs]);
  useEffect(() => {
    const onInput = (): void => {
      review.active();
      lock.current?.active();
    };
    for (const type of INPUTS) window.addEventListener(type, onInput, { capture: true, passive: true });
    return () => {
      for (const type of INPUTS) window.removeEventListener(type, onInput, { capture: true });
    };
  }, [review]);
  return left;
}
