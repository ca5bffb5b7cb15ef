import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { announce } from '../say/announcements.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { purchase } from './purchase.store.ts';

interface Placed {
  readonly orderId: string;
  readonly isOfOtherTab: boolean;
}

/** For the page of the order, in its history entry. */
interface OrderArrival {
  readonly isOfOtherTab?: boolean;
}

/** On the page of an order that this tab tried to pay too. */
export function OtherTabNote() {
  const arrival = useHistoryState<OrderArrival | null>();
  return arrival?.isOfOtherTab === true ? <p className="quiet">{words.checkout.otherTab}</p> : null;
}

/** Leads to the page of an order, which takes the place of the checkout in the history. */
export function OrderPlaced({ order: { orderId, isOfOtherTab } }: { readonly order: Placed }) {
  const [, navigate] = useLocation();
  const go = useEffectEvent(() => {
    const state: OrderArrival = { isOfOtherTab };
    navigate(`/orders/${encodeURIComponent(orderId)}`, { replace: true, state });
    if (isOfOtherTab) announce(words.checkout.otherTab);
    purchase.arrived();
  });
  useEffect(() => go(), [orderId]);
  return (
    <div className="checkout column">
      <PageHeading title={words.checkout.title}>{words.checkout.finding}</PageHeading>
    </div>
  );
}
