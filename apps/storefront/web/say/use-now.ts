import { useCallback, useSyncExternalStore } from 'react';

const secondMs = 1_000;

/**
 * The time in whole seconds, ms since the epoch, as of this rendering. While `isTicking`, the component
 * renders again each second, for countdowns.
 */
export function useNow(isTicking: boolean): number {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const timer = isTicking ? setInterval(onChange, secondMs) : undefined;
      return () => clearInterval(timer);
    },
    [isTicking],
  );
  return useSyncExternalStore(subscribe, wholeSecond);
}

const wholeSecond = (): number => Math.floor(Date.now() / secondMs) * secondMs;
