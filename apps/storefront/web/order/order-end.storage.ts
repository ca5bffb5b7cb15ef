import { KeyStorageError, type Order } from '@holdfast/checkout-client';
import { operationName } from '../cart/cart.ts';
import { readCart } from '../cart/cart-storage.ts';
import { parseSubmission } from '../check-out/submission.ts';
import { submissionEntry } from '../check-out/submission-desk.ts';
import { shop } from '../shop.ts';
import { isFinal } from './order-state.ts';
import { readRecentOrders } from './recent-orders.ts';

/**
 * Records the result of a final order with the key of its purchase, then deletes the key, unless a page of
 * this browser may still send the purchase: under a new key it would be a second one.
 */
export async function noteEnd(order: Order): Promise<void> {
  const placed = readRecentOrders().find(({ orderId }) => orderId === order.orderId);
  if (placed === undefined || !isFinal(order)) return;
  try {
    await shop.recordResult(placed.name, order);
    if (!mayBeSentAgain(placed.name)) await shop.forget(placed.name);
  } catch (error) {
    // The key stays, which is safe: the purchase would get the stored response.
    if (!(error instanceof KeyStorageError)) throw error;
  }
}

function mayBeSentAgain(name: string): boolean {
  const submission = parseSubmission(localStorage.getItem(submissionEntry));
  return operationName(readCart()) === name || submission?.name === name;
}
