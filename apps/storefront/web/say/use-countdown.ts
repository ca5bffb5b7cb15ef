import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Counts `waitMs` down, then calls `onEnd`: at the end, or as soon as the connection is back. Waits for a
 * hidden page to be visible. Begins again with each `round`. Without `waitMs`, there is no countdown.
 */
export function useCountdown(
  waitMs: number | undefined,
  round: number,
  onEnd: () => void,
): number | undefined {
  const [now, setNow] = useState(() => performance.now());
  const [end, setEnd] = useState<number>();
  const ended = useEffectEvent(onEnd);
  useEffect(() => {
    if (waitMs === undefined) {
      setEnd(undefined);
      return;
    }
    const endsAt = performance.now() + waitMs;
    let isOver = false;
    const finish = (): void => {
      if (isOver) return;
      isOver = true;
      ended();
    };
    const tick = (): void => {
      setNow(performance.now());
      if (performance.now() >= endsAt && document.visibilityState === 'visible') finish();
    };
    setEnd(endsAt);
    tick();
    const timer = setInterval(tick, 250);
    document.addEventListener('visibilitychange', tick);
    addEventListener('online', finish);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
      removeEventListener('online', finish);
    };
  }, [waitMs, round]);
  return waitMs === undefined || end === undefined ? undefined : Math.max(0, end - now);
}
