import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LedgerPayment } from '@holdfast/contracts';
import { findOperation, type OperationDetails } from '@holdfast/idempotency/review';
import { eventually } from '@holdfast/testing';
import { Pool } from 'pg';
import { aKey, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';

const dayMs = 86_400_000;

describe('an order whose bank transfers the money for days', () => {
  let checkout: CheckoutFixture;
  let pool: Pool;

  beforeAll(async () => {
    checkout = await checkoutFixture({
      KEY_SLOW_RECHECK_MS: '200',
      KEY_REAP_INTERVAL_MS: '200',
      KEY_RETENTION_HOURS: '2',
      SETTLE_LIMIT_HOURS: '2',
      PAYMENTS_SETTLE_LIMIT_HOURS: '1',
      RECONCILE_MIN_AGE_MS: '1000',
    });
    pool = new Pool({ connectionString: checkout.databaseUrl });
  });

  beforeEach(() => {
    checkout.payments.ledger = [];
    checkout.payments.expectedBy = new Date(Date.now() + 5 * dayMs);
  });

  afterAll(async () => {
    await pool.end();
    await checkout.close();
  });

  /** An order placed days ago, past every limit that counts hours. */
  async function anOrderOfDaysAgo(): Promise<{ key: string; orderId: string; first: Reply }> {
    const key = aKey();
    const first = await checkout.checkOut('pm_bank', { key });
    const orderId = String(first.body['orderId']);
    checkout.payments.ledger = [inLedger(orderId, checkout.payments.expectedBy)];
    for (const [table, times] of [
      ['idempotency_key', ['created_at', 'sent_at', 'first_sent_at']],
      ['orders', ['created_at']],
    ] as const)
      await pool.query(
        `update ${table} t set ${times.map((time) => `${time} = t.${time} - interval '4 days'`).join(', ')}
         from orders o where t.operation_id = o.operation_id and o.order_id = $1`,
        [orderId],
      );
    return { key, orderId, first };
  }

  const inLedger = (orderId: string, expectedBy: Date): LedgerPayment => ({
    paymentId: `pay_${'1'.repeat(32)}`,
    orderId,
    status: 'pending',
    amount: { amountMinor: 4200, currency: 'usd' },
    refundedMinor: 0,
    declineCode: null,
    provider: null,
    expectedBy: expectedBy.toISOString(),
    actionExpiresAt: null,
    createdAt: new Date(Date.now() - 4 * dayMs).toISOString(),
    settledAt: null,
    refunds: [],
    disputes: [],
  });

  async function operationOf(orderId: string): Promise<OperationDetails> {
    const { rows } = await pool.query<{ id: string }>(
      'select operation_id as id from orders where order_id = $1',
      [orderId],
    );
    const found = await findOperation(pool, rows[0]?.id ?? '');
    if (found === undefined) throw new Error(`the key of ${orderId} is gone`);
    return found;
  }

  async function isCheckedAgain(orderId: string): Promise<OperationDetails> {
    const { tries } = await operationOf(orderId);
    return eventually(async () => {
      const now = await operationOf(orderId);
      expect(now.tries).toBeGreaterThan(tries + 1);
      return now;
    });
  }

  /** The gauge of unfinished keys, by state. */
  async function unfinished(): Promise<Record<string, number>> {
    const { text } = await checkout.get('/metrics');
    const gauge = /^idempotency_unfinished_keys\{state="(\w+)".*\} (\d+)$/gm;
    return Object.fromEntries([...text.matchAll(gauge)].map(([, state = '', keys]) => [state, Number(keys)]));
  }

  it.each([
    ['succeeded', 'paid', 'send-receipt'],
    ['failed', 'payment_failed', 'send-payment-failed'],
  ] as const)('is pending with a date and never called stuck until it has %s', async (status, ends, mail) => {
    const { key, orderId, first } = await anOrderOfDaysAgo();
    const expectedBy = checkout.payments.expectedBy.toISOString();
    expect(first).toMatchObject({ status: 202, body: { status: 'payment_pending', expectedBy } });
    expect(await isCheckedAgain(orderId)).toMatchObject({
      state: 'unknown',
      waitsUntil: checkout.payments.expectedBy,
      reason: `waiting for the bank to transfer the money until ${expectedBy}`,
    });
    expect(await checkout.checkOut('pm_bank', { key })).toMatchObject({
      status: 202,
      body: {
        orderId,
        status: 'payment_pending',
        expectedBy,
        notice: expect.stringMatching(/^Your bank is/),
      },
    });
    expect(await checkout.reconcile(true)).toEqual([]);
    // The gauge is measured every 5 s, after a recheck that a busy machine makes late.
    await eventually(
      async () => expect(await unfinished()).toMatchObject({ waiting: 1, unknown: 0, review: 0 }),
      { timeoutMs: 40_000 },
    );

    await checkout.deliverPayment({ orderId, status, declineCode: status === 'failed' ? 'x' : null });
    expect(await checkout.show(orderId)).toMatchObject({ status: ends, expectedBy: null });
    expect((await checkout.history(orderId)).map((line) => line.split(':')[0])).toEqual([
      'order_placed',
      'payment_on_its_way',
      ends === 'paid' ? 'order_paid' : ends,
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual([mail]);
    await eventually(async () =>
      expect(await unfinished()).toMatchObject({ waiting: 0, unknown: 0, review: 0 }),
    );
  });

  it('needs a decision only after the date has passed without a result', async () => {
    const { orderId } = await anOrderOfDaysAgo();
    await isCheckedAgain(orderId);
    checkout.payments.ledger = [inLedger(orderId, new Date(Date.now() - 1_000))];
    await pool.query(
      "update orders set expected_by = clock_timestamp() - interval '1 second' where order_id = $1",
      [orderId],
    );
    await eventually(async () => expect(await operationOf(orderId)).toMatchObject({ state: 'review' }));
    expect((await checkout.history(orderId)).at(-1)).toMatch(/^payment_in_review/);
    expect(await checkout.show(orderId)).toMatchObject({
      status: 'payment_pending',
      expectedBy: null,
      notice: expect.stringMatching(
        /^The transfer of \$42\.00 from your bank is taking longer than expected\./,
      ),
    });
  });
});
