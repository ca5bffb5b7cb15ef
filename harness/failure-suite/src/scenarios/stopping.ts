import assert from 'node:assert/strict';
import { type Process, type System } from '../system/system.ts';

/** Waits until a process that is stopping has closed its port. It may still finish what it has begun. */
export async function acceptsNoConnections(system: System, { name }: Process): Promise<void> {
  await system.until(`${name} accepts no connections`, async () => {
    try {
      await fetch(`${system.address(name)}/health/live`, { headers: { connection: 'close' } });
      return false;
    } catch (error) {
      return String((error as Error).cause).includes('ECONNREFUSED');
    }
  });
}

const orderOf = { checkout: 'orders', payments: 'payment' } as const;

/** Expects that a stopping process still has a lease on its key, so that no other takes it over. */
export async function keepsItsKey(
  system: System,
  database: 'checkout' | 'payments',
  orderId: string,
): Promise<void> {
  const kept = `
    select from idempotency_key k join idempotency_process p using (owner) join ${orderOf[database]} o using (key_hash)
    where o.order_id = $1 and k.state = 'running' and k.epoch = 1 and p.lease_until > clock_timestamp()`;
  const keys = await system.query(database, kept, [orderId]);
  assert.equal(keys.length, 1, `the stopping process has given up the key of ${orderId}`);
}
