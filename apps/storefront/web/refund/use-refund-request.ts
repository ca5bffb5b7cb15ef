import { type Order, type OrderEvent } from '@holdfast/checkout-client';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { hasRefundFailed, leftOf, refundableOf } from '../order/order-state.ts';
import { shop } from '../shop.ts';
import { refundAmount } from './refund-amount.ts';
import { forgetClicksOf, refundClicks } from './refund-clicks.storage.ts';
import { type RefundResult, shownResult } from './refund-outcome.ts';
import { RefundRequest, type RefundState } from './refund-request.ts';

export interface Refunding extends RefundState {
  /** See `refundAmount`. */
  readonly amount: string;
  /** True if a new request can work. */
  readonly mayAsk: boolean;
  readonly send: () => Promise<void>;
  /** Forgets a request that was left. */
  readonly giveUp: () => Promise<void>;
}

const barring: readonly RefundResult['kind'][] = ['made', 'unknown', 'left', 'closed'];

const isVisible = (): boolean => document.visibilityState === 'visible';

interface Read {
  readonly order: Order;
  readonly events: readonly OrderEvent[] | undefined;
  readonly readAt: number;
  readonly reread: () => void;
}

/** The refund of an order on its page. Continues one that was in progress when the page was closed. */
export function useRefundRequest({ order, events, readAt, reread }: Read): Refunding {
  const [request] = useState(() => new RefundRequest(order.orderId, shop, refundClicks, isVisible));
  const state = useSyncExternalStore(request.subscribe, request.current);
  const amount = refundAmount(order, events);
  const mayBeOpen =
    leftOf(order).amountMinor > 0 && (order.status === 'paid' || order.status === 'refund_pending');
  const { result, resultAt } = state;

  const resume = useEffectEvent((): void => {
    if (mayBeOpen) void request.resume(amount);
  });
  useEffect(() => {
    resume();
    return () => request.stop();
  }, [request]);
  useEffect(() => {
    if (!mayBeOpen) forgetClicksOf(order.orderId);
  }, [mayBeOpen, order.orderId]);
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

  const isOver = result?.kind === 'left' && hasRefundFailed(order);
  useEffect(() => {
    if (isOver) void request.forgetLeft().catch(reportError);
  }, [isOver, request]);

  const mayAsk =
    refundableOf(order) !== undefined && !(result !== undefined && barring.includes(result.kind));
  return {
    ...state,
    result: shownResult(result, order),
    amount,
    mayAsk,
    send: () => request.send(amount),
    giveUp: () => request.giveUp(),
  };
}
