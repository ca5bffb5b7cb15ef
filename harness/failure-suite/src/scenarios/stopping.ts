import { type Process, type System } from '../system/system.ts';

/** Begins to stop a process. Await the result at the end; a scenario that fails before says why itself. */
export function beginToStop(process: Process): Promise<void> {
  const stopping = process.stop();
  stopping.catch(() => undefined);
  return stopping;
}

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

/**
 * Waits for a sign that a stopping process still renews the lease on its key, so that no other takes it over.
 * A busy machine may delay one renewal; a key that was given up never comes back.
 */
export async function keepsItsKey(
  system: System,
  database: 'checkout' | 'payments',
  orderId: string,
): Promise<void> {
  const kept = `
    select from idempotency_key k join idempotency_process p using (owner) join ${orderOf[database]} o using (key_hash)
    where o.order_id = $1 and k.state = 'running' and k.epoch = 1 and p.lease_until > clock_timestamp()`;
  await system.until(
    `the stopping process keeps the key of ${orderId}`,
    async () => (await system.query(database, kept, [orderId])).length === 1,
  );
}
