import { useSyncExternalStore } from 'react';
import { announcements } from './announcements.ts';

/** A live region for what is announced. */
export function Announcer() {
  const text = useSyncExternalStore(announcements.subscribe, announcements.current);
  return (
    <p role="status" className="visually-hidden">
      {text}
    </p>
  );
}
