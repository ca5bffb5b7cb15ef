import { useSyncExternalStore } from 'react';
import { changeCart, readCart } from '../cart/cart-storage.ts';
import { keepRecentOrder, readRecentOrders } from '../order/recent-orders.ts';
import { shop } from '../shop.ts';
import { type PurchaseState } from './purchase-state.ts';
import { Purchase } from './purchase.ts';
import { SubmissionDesk, submissionEntry } from './submission-desk.ts';

/** 50 ms: tabs share `localStorage` with a delay, of a few ms in Chromium. */
const settleMs = 50;

/** The next tab gets the lock once it can read what `work` wrote; `work` itself ends without that delay. */
function exclusive<T>(work: () => T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const locked = navigator.locks.request(submissionEntry, async () => {
    resolve(work());
    await new Promise((settled) => setTimeout(settled, settleMs));
  });
  locked.catch(reject);
  return promise;
}

export const desk = new SubmissionDesk({
  entries: {
    getItem: (name) => localStorage.getItem(name),
    setItem: (name, value) => localStorage.setItem(name, value),
    removeItem: (name) => localStorage.removeItem(name),
  },
  exclusive,
  readCart,
  changeCart,
  readOrders: () => readRecentOrders(),
  keepOrder: (order) => keepRecentOrder(order),
  newCartId: () => crypto.randomUUID(),
  wallClock: () => Date.now(),
});

export const purchase = new Purchase({ shop, desk, now: () => performance.now(), report: reportError });

export const usePurchase = (): PurchaseState => useSyncExternalStore(purchase.subscribe, purchase.state);

/** Asks again as soon as there is a reason to. Returns a function that stops it. */
export function wakePurchase(): () => void {
  const wake = (): void => void purchase.wake();
  const isDecided = ({ key, newValue }: StorageEvent): void => {
    const { kind } = purchase.state();
    if (key === submissionEntry && (kind === 'left' || (newValue === null && kind !== 'form'))) wake();
  };
  const isBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) wake();
  };
  addEventListener('online', wake);
  addEventListener('storage', isDecided);
  addEventListener('pageshow', isBack);
  return () => {
    removeEventListener('online', wake);
    removeEventListener('storage', isDecided);
    removeEventListener('pageshow', isBack);
  };
}
