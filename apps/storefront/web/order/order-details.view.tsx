import { type Order } from '@holdfast/checkout-client';
import { useEffect } from 'react';
import { Refund } from '../refund/refund.view.tsx';
import { useNow } from '../say/use-now.ts';
import { backFromBankAt } from './arrival.address.ts';
import { BankAction } from './bank.view.tsx';
import { noteEnd } from './order-end.storage.ts';
import { OrderLines } from './order-lines.view.tsx';
import { Refill } from './refill.view.tsx';

interface Props {
  readonly order: Order;
  readonly readAt: number;
  readonly reread: () => void;
}

/** The bank's result usually arrives within this time after the customer. */
const checkingMs = 5_000;

/** The lines of the order, and the actions that it still allows. */
export function OrderDetails({ order, readAt, reread }: Props) {
  const { status, nextAction } = order;
  const waitsForBank = status === 'requires_action' && nextAction !== null;
  const now = useNow(waitsForBank);
  const backAt = backFromBankAt(order.orderId) ?? Number.NEGATIVE_INFINITY;
  useEffect(() => void noteEnd(order), [order]);
  return (
    <>
      {waitsForBank && (
        <BankAction nextAction={nextAction} isChecking={now - backAt < checkingMs} now={now} />
      )}
      {status === 'payment_failed' && <Refill order={order} />}
      <OrderLines order={order} />
      <Refund order={order} readAt={readAt} reread={reread} />
    </>
  );
}
