import { arrivalAt } from './arrival.ts';
import { type Link } from './linked-order.ts';

let latest: { readonly orderId: string; readonly at: number } | undefined;

/** Of this page's entry in the browser's history: it outlasts a reload, and is in no address. */
interface EntryState {
  readonly link?: { readonly orderId: string; readonly token: string };
}

const entryState = (): EntryState => (history.state as EntryState | null) ?? {};

/**
 * Takes the token of an email link and everything that a bank adds out of the address bar, so that no copied
 * address, referrer or later request contains them.
 */
export function takeArrival(): void {
  const arrival = arrivalAt(location.href);
  if (arrival === undefined) return;
  const { orderId, token, isFromBank, cleanPath } = arrival;
  const state: EntryState = token === undefined ? entryState() : { link: { orderId, token } };
  if (location.search !== '' || location.hash !== '') history.replaceState(state, '', cleanPath);
  if (isFromBank) latest = { orderId, at: Date.now() };
}

/** The link by which this page was opened, until its token is kept or useless. */
export function linkTo(orderId: string): Link | undefined {
  const { link } = entryState();
  if (link?.orderId !== orderId) return undefined;
  const drop = (): void => {
    if (entryState().link?.token === link.token) history.replaceState(null, '');
  };
  return { token: link.token, drop };
}

/** When the bank sent the customer back to this order's page, ms since the epoch; undefined if it did not. */
export const backFromBankAt = (orderId: string): number | undefined =>
  latest?.orderId === orderId ? latest.at : undefined;
