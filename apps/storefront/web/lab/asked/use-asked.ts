import { useEffect, useRef, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { useNow } from '../../say/use-now.ts';
import { type LabResponse } from '../ask-lab.act.ts';
import { type Asked, type AskedState, askedState } from './asked.ts';
import { spokenWords } from './words.ts';

const idle: AskedState = { kind: 'idle' };

/**
 * Sends a request and waits until `isConfirmed` holds for its target, by what the stream reports: never
 * because of the response. The newest press counts. A refusal, or no confirmation, is read aloud.
 */
export function useAsked<T>(
  isConfirmed: (target: T) => boolean,
  withinMs?: number,
): {
  readonly state: AskedState;
  readonly target: T | null;
  readonly ask: (target: T, send: () => Promise<LabResponse<unknown>>) => Promise<void>;
} {
  const [asked, setAsked] = useState<Asked<T> | null>(null);
  const presses = useRef(0);
  const now = useNow(asked !== null && asked.refusal === null);
  const isDone = asked !== null && asked.refusal === null && isConfirmed(asked.target);
  // Confirmed once is enough: the state may change again.
  if (isDone) setAsked(null);
  const state = isDone ? idle : askedState(asked, now, withinMs);
  const spoken = spokenWords(state);
  useEffect(() => {
    if (spoken !== '') announce(spoken);
  }, [spoken]);
  const ask = async (target: T, send: () => Promise<LabResponse<unknown>>): Promise<void> => {
    presses.current += 1;
    const press = presses.current;
    setAsked({ target, at: Date.now(), refusal: null });
    const response = await send();
    // Without a response, the request may have done its work: the stream will show it.
    if (response.isOk || response.status === null || press !== presses.current) return;
    setAsked((before) => before && { ...before, refusal: response.detail });
  };
  return {
    state,
    target: isDone ? null : (asked?.target ?? null),
    ask,
  };
}
