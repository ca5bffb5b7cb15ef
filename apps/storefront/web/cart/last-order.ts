import { type Order, type Reading } from '@holdfast/checkout-client';
import { words } from '../words.ts';

type ReadOrder = Pick<Order, 'status' | 'refundedTotal'>;

/** The state of an order in words. Undefined unless it was just read. */
export function stateOf(reading: Reading<ReadOrder> | undefined): string | undefined {
  if (reading?.kind !== 'found') return undefined;
  const { status, refundedTotal } = reading.value;
  const isPartlyRefunded = status === 'paid' && (refundedTotal?.amountMinor ?? 0) > 0;
  return words.cart.states[isPartlyRefunded ? 'partlyRefunded' : status];
}
