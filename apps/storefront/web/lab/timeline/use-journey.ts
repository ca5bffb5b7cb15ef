import { type Journey } from '@holdfast/lab-api';
import { useEffect, useState } from 'react';
import { readEarlier, readJourney } from './messages.read.ts';
import { feed, followedOrder } from './use-timeline.ts';

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
      if (response.isOk) setLast({ orderId, read: { kind: 'read', journey: response.value } });
      else if (response.status === 404) setLast({ orderId, read: { kind: 'unknown' } });
      else setLast({ orderId, read: { kind: 'failed', detail: response.detail } });
    };
    void read();
    const again = setTimeout(() => void read(), againMs);
    return () => {
      left.abort();
      clearTimeout(again);
    };
  }, [orderId, messages]);
  const read = last?.orderId === orderId ? last.read : reading;
  useEarlier(orderId, read);
  return read;
}

function useEarlier(orderId: string, read: JourneyRead): void {
  const isRead = read.kind === 'read';
  useEffect(() => {
    if (!isRead) return;
    const left = new AbortController();
    const missing = read.journey.messages.filter((number) => feed.record.find(number) === undefined);
    void readEarlier(missing, left.signal).then((earlier) => {
      if (!left.signal.aborted && earlier.length > 0) followedOrder.addEarlier(orderId, earlier);
    });
    return () => left.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- later messages come by the stream
  }, [orderId, isRead]);
}
