import pg from 'pg';
import { request } from 'undici';
import { type DoneOrder } from './traffic.ts';

/** The expected content of one database of orders. */
export class Books {
  /** Orders with a response: without a charge, and with one. */
  orders = 0;
  checkouts = 0;
  /** Orders that are requested again. */
  readonly done: DoneOrder[] = [];

  constructor(
    readonly name: string,
    readonly databaseUrl: string,
  ) {}
}

interface Totals {
  readonly orders: number;
  readonly charges: number;
}

/**
 * Checks the final counts: one order per key with a response, one charge and one paid order per checkout.
 * @throws Error that names the contender that lost or duplicated an order.
 */
export async function assertNothingLost(all: Iterable<Books>, providerUrl: string): Promise<Totals> {
  const { body } = await request(providerUrl);
  const charges = (await body.json()) as Record<string, number>;
  const totals = { orders: 0, charges: 0 };
  for (const { name, databaseUrl, orders, checkouts } of all) {
    const found = { ...(await countOrders(databaseUrl)), charges: charges[`/${name}`] ?? 0 };
    const due = { placed: orders, paid: checkouts, charges: checkouts };
    if (JSON.stringify(found) !== JSON.stringify(due))
      throw new Error(
        `${name} has ${JSON.stringify(found)}, but its responses promise ${JSON.stringify(due)}`,
      );
    totals.orders += found.placed + found.paid;
    totals.charges += found.charges;
  }
  return totals;
}

async function countOrders(databaseUrl: string): Promise<{ placed: number; paid: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ placed: number; paid: number }>(`
      select count(*) filter (where status = 'placed')::integer as placed,
        count(*) filter (where status = 'paid')::integer as paid from orders`);
    return rows[0] ?? { placed: 0, paid: 0 };
  } finally {
    await client.end();
  }
}
