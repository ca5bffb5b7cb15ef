import { useSyncExternalStore } from 'react';

let isPaused = false;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePause = (): boolean => useSyncExternalStore(subscribe, () => isPaused);

function set(paused: boolean): void {
  isPaused = paused;
  for (const listener of listeners) listener();
}

/** Also for the keyboard outside the timeline. */
export const togglePause = (): void => set(!isPaused);

export const holdTimeline = (): void => set(true);
