import { type Journey } from '@holdfast/lab-api';
import { useEffect, useState } from 'react';
import { readEarlier, readJourney } from './messages.read.ts';
import { followedOrder } from './use-timeline.ts';

export type JourneyRead =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly journey: Journey }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly detail: string };

const reading: JourneyRead = { kind: 'reading' };
/** An order's ledgers change after its messages have passed. */
const againMs = 1_500;

/**
 * The order's ledgers, read again after each of its messages. Adds its messages from before this page
 * listened.
 */
export function useJourney(orderId: string, messages: number): JourneyRead {
  const [last, setLast] = useState<{ readonly orderId: string; readonly read: JourneyRead }>();
  useEffect(() => {
    const left = new AbortController();
    const read = async (): Promise<void> => {
      const response = await readJourney(orderId);
      if (left.signal.aborted) return;
      if (response.isOk) {
        setLast({ orderId, read: { kind: 'read', journey: response.value } });
        await addMissing(response.value);
      } else if (response.status === 404) setLast({ orderId, read: { kind: 'unknown' } });
      else setLast({ orderId, read: { kind: 'failed', detail: response.detail } });
    };
    void read();
    const again = setTimeout(() => void read(), againMs);
    return () => {
      left.abort();
      clearTimeout(again);
    };
  }, [orderId, messages]);
  return last?.orderId === orderId ? last.read : reading;
}

/** Adds those messages of an order that this page has not seen. */
async function addMissing({ orderId, messages }: Journey): Promise<void> {
  const missing = followedOrder.missing(orderId, messages);
  const earlier = await readEarlier(missing, () => followedOrder.follows(orderId));
  if (earlier.length > 0) followedOrder.addEarlier(orderId, earlier);
}
