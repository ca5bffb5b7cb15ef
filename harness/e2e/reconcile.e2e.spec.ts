import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseUrl } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { Pool } from 'pg';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, type Reply, send, Shopper } from './shopper.ts';

interface Said {
  readonly code: number;
  readonly out: string;
}

describe('npm run ops -- reconcile', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  let payments: Pool;
  let checkout: Pool;

  beforeAll(async () => {
    // Only the command compares, and nothing is too young for it.
    stack = await startStack('postgres', { RECONCILE_INTERVAL_MS: '0', RECONCILE_MIN_AGE_MS: '0' });
    shopper = new Shopper(stack);
    const open = (name: string): Pool => {
      const pool = new Pool({ connectionString: databaseUrl(stack.addresses.postgres, name), max: 2 });
      pool.on('error', () => undefined);
      return pool;
    };
    payments = open('payments');
    checkout = open('checkout');
  });

  afterAll(async () => {
    await Promise.all([payments.end(), checkout.end()]);
    await stack.remove();
  });

  const simulator = (path: string): Promise<Reply> =>
    send(`${stack.addresses['stripe-simulator']}/_simulator/${path}`);

  /** Runs it like a user; returns the exit code and the output. */
  async function reconcile(...args: string[]): Promise<Said> {
    try {
      return { code: 0, out: await stack.tool('ops', 'reconcile', '--since', '1h', ...args) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: `${stdout}${stderr}` };
    }
  }

  async function aPaidOrder(): Promise<{ orderId: string; paymentId: string }> {
    const { status, body } = await shopper.checkOut(aKey());
    expect(status).toBe(201);
    return { orderId: String(body['orderId']), paymentId: String(body['paymentId']) };
  }

  const statusOf = async (orderId: string): Promise<unknown> =>
    (await shopper.get(`/orders/${orderId}`)).body['status'];

  /**
   * A payment that is charged at Stripe but pending in payments and checkout, as if response and webhook were
   * lost, and no retry followed because the keys are gone too.
   */
  async function anOrderNobodyAsksFor(): Promise<string> {
    const { orderId } = await aPaidOrder();
    await eventually(async () => expect(await shopper.mailsAbout(orderId)).toHaveLength(1), {
      timeoutMs: 30_000,
    });
    const forget = (table: string): string =>
      `delete from idempotency_key where operation_id = (select operation_id from ${table} where order_id = $1)`;
    await payments.query(forget('payment'), [orderId]);
    await checkout.query(forget('orders'), [orderId]);
    await payments.query(
      `update payment set status = 'pending', provider_payment_id = null, settled_at = null where order_id = $1`,
      [orderId],
    );
    await checkout.query(
      `update orders set status = 'payment_pending', payment_id = null, settled_at = null where order_id = $1`,
      [orderId],
    );
    return orderId;
  }

  it('finds no differences on a healthy shop, and exits with 0', async () => {
    await aPaidOrder();
    const { code, out } = await reconcile();
    expect(out).toMatch(
      /Stripe +usd +1: \$42\.00 +-\n +payments +usd +1: \$42\.00 +-\n +orders +usd +1: \$42\.00 +-/,
    );
    expect([code, out]).toEqual([0, expect.stringContaining('The ledgers agree.')]);
  });

  it('reports differences and their causes, applies safe repairs, and then finds none', async () => {
    const lost = await aPaidOrder();
    const failed = await aPaidOrder();
    const open = await anOrderNobodyAsksFor();
    await payments.query('delete from payment where payment_id = $1', [lost.paymentId]);
    await checkout.query(
      `update orders set status = 'payment_failed', payment_id = null, decline_code = 'lost_card' where order_id = $1`,
      [failed.orderId],
    );

    const seen = await reconcile();
    expect(seen.code).toBe(1);
    expect(seen.out).toContain('$42.00 charged at Stripe, but payments has no record of it.');
    expect(seen.out).toMatch(
      new RegExp(`charge_without_payment\\n +${lost.orderId} {2}${lost.paymentId} {2}pi_`),
    );
    expect(seen.out).toContain('$42.00 charged at Stripe; the payment is still pending.');
    expect(seen.out).toContain('$42.00 charged, but its order failed.');
    expect(seen.out).toContain('The order is recorded as paid, but payments has no such payment.');
    expect(seen.out).toContain('Why: The database of payments has no record of a charge that payments made');
    expect(seen.out).toContain('Run with --repair to apply the safe repairs.');
    expect(await statusOf(open)).toBe('payment_pending');
    expect(await shopper.charges(failed.orderId)).toMatchObject([{ status: 'succeeded' }]);

    const repaired = await reconcile('--repair');
    expect(repaired.out).toContain('The payment was restored from the metadata of its charge');
    expect(repaired.out).toContain('The charge is being refunded, once.');
    expect(repaired.out).not.toContain('repair failed');
    await eventually(async () => expect(await statusOf(open)).toBe('paid'), { timeoutMs: 30_000 });
    const again = await eventually(
      async () => {
        const said = await reconcile('--repair');
        expect(said).toMatchObject({ code: 0 });
        return said;
      },
      { timeoutMs: 60_000, intervalMs: 500 },
    );
    expect(again.out).toContain('The ledgers agree.');
    expect(again.out).toMatch(/refunded \(orphaned\)/);

    const { charges, refunds } = (await simulator('charges')).body as {
      charges: { chargeId: string; metadata: { orderId: string }; status: string }[];
      refunds: { chargeId: string; amountMinor: number }[];
    };
    const ofOrder = (orderId: string) => charges.filter(({ metadata }) => metadata.orderId === orderId);
    expect(ofOrder(open).map(({ status }) => status)).toEqual(['succeeded']);
    expect(ofOrder(lost.orderId).map(({ status }) => status)).toEqual(['succeeded']);
    expect(ofOrder(failed.orderId).map(({ status }) => status)).toEqual(['refunded']);
    expect(refunds).toMatchObject([{ chargeId: ofOrder(failed.orderId)[0]?.chargeId, amountMinor: 4200 }]);
    await eventually(async () => expect(await shopper.mailsAbout(open)).toHaveLength(1), {
      timeoutMs: 30_000,
    });
    const { events } = (await shopper.get(`/orders/${failed.orderId}/history`)).body as {
      events: { type: string }[];
    };
    expect(events.map(({ type }) => type)).toEqual([
      'order_placed',
      'order_paid',
      'orphaned_charge_refund_started',
      'orphaned_charge_refunded',
    ]);
  });

  it('is JSON for programs', async () => {
    const { code, out } = await reconcile('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tooRecent: 0, differences: [] });
  });

  it('exits with 2 and a sentence if it cannot compare', async () => {
    expect(await reconcile('--repare')).toMatchObject({
      code: 2,
      out: expect.stringContaining("unknown option '--repare'"),
    });
    await stack.tool('service', 'kill', 'payments');
    const { code, out } = await reconcile();
    expect([code, out]).toEqual([2, expect.stringContaining('The payments ledger could not be read.')]);
    await stack.tool('service', 'start', 'payments');
  });
});
