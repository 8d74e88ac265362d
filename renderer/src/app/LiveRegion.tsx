import { useSyncExternalStore } from 'react';
import { useServices } from './services.ts';

/** Reads sentences out to a screen reader without showing them. */
export function LiveRegion() {
  const { announcer } = useServices();
  const { text, count } = useSyncExternalStore(announcer.subscribe, announcer.current);
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-announcements={count}>
      <span key={count}>{text}</span>
    </div>
  );
}
