import { type OrderEvent } from '@holdfast/checkout-client';
import { useEffect, useRef } from 'react';
import { announce } from '../say/announcements.ts';
import { type OrderWords } from './order-words.ts';

/** Announces what has changed: the heading with its text, and new lines of the history. */
export function useOrderAnnouncements(
  { heading, lead, notices }: Pick<OrderWords, 'heading' | 'lead' | 'notices'>,
  events: readonly OrderEvent[] | undefined,
): void {
  const known = useRef<{ readonly heading?: string; readonly lines?: number }>({});
  useEffect(() => {
    const changes: string[] = [];
    if (heading !== known.current.heading) changes.push(heading, ...notices, ...lead);
    const { lines } = known.current;
    if (events !== undefined && lines !== undefined)
      changes.push(...events.slice(lines).map(({ text }) => text));
    // The heading of a new page takes the focus, which reads it.
    if (changes.length > 0 && known.current.heading !== undefined) announce(changes.join(' '));
    known.current = { heading, ...(events === undefined ? {} : { lines: events.length }) };
  });
}
