import { useSyncExternalStore } from 'react';
import { announcements } from './announcements.ts';

/** The live region of every page. */
export function Announcer() {
  const text = useSyncExternalStore(announcements.subscribe, announcements.current);
  return (
    <p role="status" className="visually-hidden">
      {text}
    </p>
  );
}
