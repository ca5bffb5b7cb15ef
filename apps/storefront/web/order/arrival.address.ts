import { shop } from '../shop.ts';
import { arrivalAt } from './arrival.ts';

let latest: { readonly orderId: string; readonly at: number } | undefined;

/**
 * Keeps the token of an email link, and takes it and everything that a bank adds out of the address bar, so
 * that no copied address, referrer or later request contains them.
 */
export function takeArrival(): void {
  const arrival = arrivalAt(location.href);
  if (arrival === undefined) return;
  const { orderId, token, isFromBank, cleanPath } = arrival;
  if (token !== undefined) void shop.keepToken(orderId, token);
  if (location.search !== '' || location.hash !== '') history.replaceState(history.state, '', cleanPath);
  if (isFromBank) latest = { orderId, at: Date.now() };
}

/** When the bank sent the customer back to this order's page, ms since the epoch; undefined if it did not. */
export const backFromBankAt = (orderId: string): number | undefined =>
  latest?.orderId === orderId ? latest.at : undefined;
