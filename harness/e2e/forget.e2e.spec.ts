import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { rowsIn } from './rows-in.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper, twoTeas } from './shopper.ts';

const customer = { email: 'Ada.Forget@example.com', name: 'Ada Lovelace' };
const bystander = { email: 'bob.remains@example.com', name: 'Bob' };

describe('npm run ops -- forget', () => {
  let stack: RunningStack;
  let shopper: Shopper;

  beforeAll(async () => {
    stack = await startStack('postgres');
    shopper = new Shopper(stack);
  });
  afterAll(() => stack.remove());

  /** Counts the rows of all tables of all services that contain a text, in any column. */
  async function rowsWith(text: string): Promise<string[]> {
    const found: string[] = [];
    for (const database of ['checkout', 'payments', 'email', 'recommendations']) {
      const tables = await rowsIn<{ name: string }>(
        stack,
        database,
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      for (const { name } of tables) {
        const rows = await rowsIn<{ n: number }>(
          stack,
          database,
          // Stored responses are bytes: Postgres shows them in hex.
          `select count(*)::int as n from "${name}" t where t::text ilike $1 or t::text ilike $2`,
          [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`],
        );
        if ((rows[0]?.n ?? 0) > 0) found.push(`${database}.${name}`);
      }
    }
    return found;
  }

  const isSent = (orderId: string): Promise<void> =>
    eventually(
      async () => {
        const emails = await rowsIn(
          stack,
          'email',
          `select from email where order_id = $1 and status = 'sent'`,
          [orderId],
        );
        expect(emails).toHaveLength(1);
        const open = `select from outbox where aggregate = $1 and published_at is null`;
        expect(await rowsIn(stack, 'checkout', open, [orderId])).toEqual([]);
      },
      { timeoutMs: 30_000 },
    );

  it("removes a customer's address and name from every table for good, and keeps the books and other customers", async () => {
    const key = aKey();
    const placed = await shopper.checkOut(key, twoTeas({ customer }));
    const other = await shopper.checkOut(aKey(), twoTeas({ customer: bystander }));
    expect([placed.status, other.status]).toEqual([201, 201]);
    const orderId = String(placed.body['orderId']);
    await isSent(orderId);
    await isSent(String(other.body['orderId']));
    await eventually(async () => {
      const bought = await rowsIn(
        stack,
        'recommendations',
        'select distinct customer_id from customer_product',
      );
      expect(bought).toHaveLength(2);
    });
    expect(await rowsWith(customer.email)).toEqual(
      expect.arrayContaining([
        'checkout.orders',
        'checkout.outbox',
        'checkout.idempotency_key',
        'email.email',
      ]),
    );

    const said = await stack.tool('ops', 'forget', customer.email.toLowerCase(), '--yes');
    expect(said).toMatch(
      /^checkout +1 orders, 1 stored responses, 2 messages\nemail +1 emails\nrecommendations +1 products/,
    );
    expect(await rowsWith(customer.email)).toEqual([]);
    expect(await rowsWith(customer.name)).toEqual([]);
    const left = await rowsIn(stack, 'recommendations', 'select customer_id from customer_product');
    expect(left).toHaveLength(1);
    expect(await rowsWith(bystander.email)).toEqual(
      expect.arrayContaining(['checkout.orders', 'checkout.idempotency_key', 'email.email']),
    );

    const [order] = await rowsIn<Record<string, unknown>>(
      stack,
      'checkout',
      'select * from orders where order_id = $1',
      [orderId],
    );
    expect(order).toMatchObject({ status: 'paid', customer_name: null });
    expect(order?.['customer_email']).toMatch(/^forgotten-[0-9a-f]{16}@forgotten\.invalid$/);

    await expect(stack.tool('ops', 'forget', customer.email, '--yes')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing is stored under this address.'),
    });
    const duplicate = await shopper.checkOut(key, twoTeas({ customer }));
    expect(duplicate.body['orderId']).toBe(orderId);
    const { body } = await send(`${stack.addresses['stripe-simulator']}/_simulator/charges`);
    expect(body['charges']).toHaveLength(2);
  });

  it('skips an unfinished order, names it, and exits with 1', async () => {
    const placed = await shopper.checkOut(aKey(), twoTeas({ customer }));
    const orderId = String(placed.body['orderId']);
    await isSent(orderId);
    await rowsIn(stack, 'checkout', `update orders set status = 'refund_pending' where order_id = $1`, [
      orderId,
    ]);
    await expect(stack.tool('ops', 'forget', customer.email, '--yes')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining(orderId),
    });
    expect(await rowsWith(customer.email)).toContain('checkout.orders');
    await rowsIn(stack, 'checkout', `update orders set status = 'paid' where order_id = $1`, [orderId]);
    await stack.tool('ops', 'forget', customer.email, '--yes');
    expect(await rowsWith(customer.email)).toEqual([]);
  });
});
