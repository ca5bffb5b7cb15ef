import { type Order, type OrderEvent } from '@holdfast/checkout-client';
import { useEffect } from 'react';
import { RefundDialog, useRefundDialog } from '../refund/refund.dialog.tsx';
import { Refund } from '../refund/refund.view.tsx';
import { useRefundRequest } from '../refund/use-refund-request.ts';
import { useNow } from '../say/use-now.ts';
import { backFromBankAt } from './arrival.address.ts';
import { BankAction } from './bank.view.tsx';
import { noteEnd } from './order-end.storage.ts';
import { OrderLines } from './order-lines.view.tsx';
import { Refill } from './refill.view.tsx';
import { useFocusKept } from './use-focus-kept.ts';

interface Props {
  readonly order: Order;
  readonly events: readonly OrderEvent[] | undefined;
  readonly readAt: number;
  readonly reread: () => void;
  /** The texts above. With others, the details begin elsewhere. */
  readonly above: string;
}

/** The bank's result usually arrives within this time after the customer. */
const checkingMs = 5_000;

/** The lines of the order, and the actions that it still allows. */
export function OrderDetails({ order, events, readAt, reread, above }: Props) {
  const { status, nextAction } = order;
  const refunding = useRefundRequest({ order, events, readAt, reread });
  const waitsForBank = status === 'requires_action' && nextAction !== null;
  const now = useNow(waitsForBank);
  const backAt = backFromBankAt(order.orderId) ?? Number.NEGATIVE_INFINITY;
  const isChecking = now - backAt < checkingMs;
  useEffect(() => void noteEnd(order), [order]);
  // New elements in a new place appear there; the same ones would jump under a finger.
  const place = `${above} ${waitsForBank && isChecking}`;
  const keepFocus = useFocusKept(`${place} ${refunding.mayAsk}`);
  const { dialog, keep, open } = useRefundDialog();
  return (
    <div className="order-details" {...keepFocus}>
      <div key={place} className="stack-loose appear">
        {waitsForBank && <BankAction nextAction={nextAction} isChecking={isChecking} now={now} />}
        {status === 'payment_failed' && <Refill order={order} />}
        <OrderLines order={order} />
        <Refund refunding={refunding} onAsk={open} />
      </div>
      {/* Stays open, whatever happens to the order meanwhile. */}
      <RefundDialog refunding={refunding} dialog={dialog} keep={keep} />
    </div>
  );
}
