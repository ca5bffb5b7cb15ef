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
  const [left, setLeft] = useState<{ readonly round: number; readonly ms: number }>();
  const ended = useEffectEvent(onEnd);
  useEffect(() => {
    if (waitMs === undefined) return;
    const endsAt = performance.now() + waitMs;
    let isOver = false;
    const finish = (): void => {
      if (isOver) return;
      isOver = true;
      ended();
    };
    const tick = (): void => {
      const ms = Math.max(0, endsAt - performance.now());
      setLeft({ round, ms });
      if (ms === 0 && document.visibilityState === 'visible') finish();
    };
    const timer = setInterval(tick, 250);
    document.addEventListener('visibilitychange', tick);
    addEventListener('online', finish);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
      removeEventListener('online', finish);
    };
  }, [waitMs, round]);
  return left?.round === round && waitMs !== undefined ? left.ms : waitMs;
}
