import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Product } from '../api.ts';
import { announce } from '../say/announcements.ts';
import { durationText } from '../say/time.ts';
import { useCountdown } from '../say/use-countdown.ts';
import { words } from '../words.ts';
import { ProductsUnread, readProducts } from './products.read.ts';
import { retryDelayMs } from './retry-delay.ts';

export interface Products {
  readonly products: readonly Product[] | undefined;
  /** While there are no products to show: when the next read follows, in words. */
  readonly retry: string | undefined;
}

/** The catalog. Keeps what it has if a later read fails; without any, reads again after a wait that grows. */
export function useProducts(): Products {
  const { data, error, errorUpdateCount, isFetching, refetch } = useQuery({
    queryKey: ['products'],
    queryFn: ({ signal }) => readProducts(signal),
    retryOnMount: false,
  });
  // The error is gone while the next read runs.
  const isMissing = data === undefined && errorUpdateCount > 0;
  const retryAfterMs = error instanceof ProductsUnread ? error.retryAfterMs : undefined;
  const waitMs = isMissing && !isFetching ? retryDelayMs(errorUpdateCount, retryAfterMs) : undefined;
  const leftMs = useCountdown(waitMs, errorUpdateCount, () => void refetch());
  useEffect(() => {
    if (isMissing) announce(words.catalog.unavailable);
  }, [isMissing]);
  if (!isMissing) return { products: data, retry: undefined };
  return {
    products: undefined,
    retry: leftMs === undefined ? words.catalog.reading : words.catalog.retry(durationText(leftMs)),
  };
}
