import { useEffect, useState, useSyncExternalStore } from 'react';
import { announce } from '../say/announcements.ts';
import { progressWords } from './progress-words.ts';
import { type Paying } from './purchase-state.ts';

/** The state of a payment at work, with room for its sentences. */
export function ProgressLine({ paying }: { readonly paying: Paying | undefined }) {
  const { sentence, countdown } = useProgressWords(paying);
  useEffect(() => {
    if (sentence !== '') announce(sentence);
  }, [sentence]);
  return (
    <p>
      {sentence} <span className="digits">{countdown}</span>
    </p>
  );
}

function useProgressWords(paying: Paying | undefined) {
  const isOffline = useIsOffline();
  const now = useTicks(paying !== undefined);
  if (paying === undefined) return { sentence: '', countdown: '' };
  const { progress: call } = paying;
  const pauseMs = call?.nextAttemptInMs;
  return progressWords({
    elapsedMs: now - paying.startedAt,
    call,
    nextAttemptInMs: call === undefined || pauseMs === undefined ? undefined : call.at + pauseMs - now,
    isOffline,
    wasAskedAgain: paying.wasAskedAgain,
    wasSent: paying.submission !== undefined,
  });
}

/** The monotonic time, 4 times a second while something is at work. */
function useTicks(isTicking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

export function useIsOffline(): boolean {
  return useSyncExternalStore(subscribeToConnection, () => !navigator.onLine);
}

function subscribeToConnection(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
