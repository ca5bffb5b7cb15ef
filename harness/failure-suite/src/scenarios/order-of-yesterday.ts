import { type System } from '../system/system.ts';

/** Customers may refund their orders for 24 h. */
export const windowHours = 24;

export async function makeOlder(system: System, orderId: string, hours: number): Promise<void> {
  await system.query(
    'checkout',
    `update orders set created_at = created_at - $2 * interval '1 hour', settled_at = settled_at - $2 * interval '1 hour'
     where order_id = $1`,
    [orderId, hours],
  );
}
