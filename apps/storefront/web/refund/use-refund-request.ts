import { type Order } from '@holdfast/checkout-client';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { leftOf, refundableOf } from '../order/order-state.ts';
import { moneyText } from '../say/money.ts';
import { shop } from '../shop.ts';
import { shownResult } from './refund-outcome.ts';
import { RefundRequest, type RefundState } from './refund-request.ts';

export interface Refunding extends RefundState {
  /** For example `$42.00`. */
  readonly amount: string;
  /** True if a new request can work. */
  readonly mayAsk: boolean;
  readonly send: () => Promise<void>;
  /** Forgets a request that was left. */
  readonly giveUp: () => Promise<void>;
}

const isVisible = (): boolean => document.visibilityState === 'visible';

/** The refund of an order on its page. Continues one that was in progress when the page was closed. */
export function useRefundRequest(order: Order, readAt: number, reread: () => void): Refunding {
  const [request] = useState(() => new RefundRequest(order.orderId, shop, isVisible));
  const state = useSyncExternalStore(request.subscribe, request.current);
  const refundable = refundableOf(order);
  const left = leftOf(order);
  const amount = moneyText(left);
  const mayBeOpen = left.amountMinor > 0 && (order.status === 'paid' || order.status === 'refund_pending');
  const { result, resultAt } = state;

  const resume = useEffectEvent((): void => {
    if (mayBeOpen) void request.resume(amount);
  });
  useEffect(() => {
    resume();
    return () => request.stop();
  }, [request]);
  useEffect(() => {
    const look = (): void => request.wake();
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, [request]);
  useEffect(() => {
    if (result !== undefined) reread();
  }, [result, reread]);
  // The order itself says what came of it, or that nothing is in progress any more.
  const isShown =
    resultAt !== undefined && readAt > resultAt && (result?.kind === 'made' || order.status === 'refunded');
  useEffect(() => {
    if (isShown) request.settle();
  }, [isShown, request]);

  const isOpen = result?.kind === 'made' || result?.kind === 'unknown' || result?.kind === 'left';
  const mayAsk = refundable !== undefined && !isOpen;
  return {
    ...state,
    result: shownResult(result, refundable !== undefined),
    amount,
    mayAsk,
    send: () => request.send(amount),
    giveUp: () => request.giveUp(),
  };
}
