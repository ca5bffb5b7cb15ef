import { KeyStorageError, type Order } from '@holdfast/checkout-client';
import { shop } from '../shop.ts';
import { isFinal } from './order-state.ts';
import { readRecentOrders } from './recent-orders.ts';

/**
 * Records the result of a final order with the key of its purchase. The key stays: under a new one, a tab
 * that still sends the purchase would buy it again.
 */
export async function noteEnd(order: Order): Promise<void> {
  const placed = readRecentOrders().find(({ orderId }) => orderId === order.orderId);
  if (placed === undefined || !isFinal(order)) return;
  try {
    await shop.recordResult(placed.name, order);
  } catch (error) {
    // Recorded on the next visit.
    if (!(error instanceof KeyStorageError)) throw error;
  }
}
