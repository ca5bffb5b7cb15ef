import { useEffect, useState, useSyncExternalStore } from 'react';
import { shop, trial } from '../shop.ts';
import { linkTo } from './arrival.address.ts';
import { readLinked } from './linked-order.ts';
import { OrderWatch, type Watched } from './order-watch.ts';

const isVisible = (): boolean => document.visibilityState === 'visible';

function watchOf(orderId: string): OrderWatch {
  const reads = {
    order: () => readLinked(orderId, linkTo(orderId), shop, trial),
    history: () => shop.readHistory(orderId),
  };
  return new OrderWatch(reads, isVisible);
}

/** Follows an order while its page is shown. `reread` after an action of the customer. */
export function useOrderWatch(orderId: string): { readonly watched: Watched; readonly reread: () => void } {
  const [watch] = useState(() => watchOf(orderId));
  useEffect(() => {
    const { look, wake } = watch;
    const isRestored = (event: PageTransitionEvent): void => {
      if (event.persisted) look();
    };
    watch.start();
    document.addEventListener('visibilitychange', look);
    addEventListener('focus', look);
    addEventListener('online', look);
    addEventListener('pageshow', isRestored);
    // The fragment of an email link, opened over this page.
    addEventListener('hashchange', wake);
    return () => {
      watch.stop();
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
      removeEventListener('online', look);
      removeEventListener('pageshow', isRestored);
      removeEventListener('hashchange', wake);
    };
  }, [watch]);
  return { watched: useSyncExternalStore(watch.subscribe, watch.current), reread: watch.wake };
}
