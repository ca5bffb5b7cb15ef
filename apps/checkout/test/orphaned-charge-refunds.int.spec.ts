import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DisputeStatus, examples, type LedgerPayment, newId } from '@holdfast/contracts';
import { checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

type LedgerRefund = LedgerPayment['refunds'][number];
type LedgerDispute = LedgerPayment['disputes'][number];

const longAgo = '2026-01-02T03:04:05.000Z';
const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const failed =
  'orphaned_charge_refund_failed, needs_decision: $42.00 charged, but its order failed. Its refund failed.';
const kept =
  'orphaned_charge_refund_failed: The extra charge could not be refunded. Our team is looking into it.';
const refunded = 'orphaned_charge_refunded: The extra charge was refunded in full.';

describe('the refused refund of an orphaned charge', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({ RECONCILE_MIN_AGE_MS: '60000' });
  });

  beforeEach(async () => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.ledger = [];
    checkout.payments.areOlder = false;
    checkout.payments.asked = [];
    await checkout.database.query('truncate orders, order_event, orphaned_charge_refund, outbox cascade');
  });

  afterAll(() => checkout.close());

  const timePasses = async (time: string): Promise<void> => {
    for (const table of ['orders', 'orphaned_charge_refund'])
      await checkout.database.query(
        `update ${table} set created_at = created_at - $1::interval, settled_at = settled_at - $1::interval`,
        [time],
      );
  };

  const reported = async (repair = false, copy: 0 | 1 = 0): Promise<string[]> =>
    (await checkout.reconcile(repair, copy)).map(({ kind, state, found }) => `${kind}, ${state}: ${found}`);

  const bothRepair = async (): Promise<void> =>
    void (await Promise.all([checkout.reconcile(true, 0), checkout.reconcile(true, 1)]));

  const inLedger = (payment: LedgerPayment, over: Partial<LedgerPayment>): void => {
    checkout.payments.ledger = [{ ...payment, ...over }];
  };

  const disputed = (status: DisputeStatus, revision: number): LedgerDispute => ({
    disputeId: 'dp_1',
    status,
    revision,
    amount: usd(4200),
    evidenceDueBy: null,
    isFailedDebit: false,
    changedAt: longAgo,
  });

  const madeInDashboard = (amountMinor: number, reference: string | null = null): LedgerRefund => ({
    refundId: newId('re'),
    reference,
    status: 'succeeded',
    amount: usd(amountMinor),
    settledAt: longAgo,
  });

  const lines = async ({ orderId }: LedgerPayment): Promise<string[]> =>
    (await checkout.history(orderId)).slice(2);

  /** The refund was refused three weeks ago, and the order is in no period that the schedule compares. */
  async function refusedThreeWeeksAgo(
    fate: 'refund_failed' | 'payment_disputed' | 'already_refunded' = 'refund_failed',
  ): Promise<LedgerPayment> {
    const { orderId } = await checkout.place('pm_declined');
    const paymentId = newId('pay');
    checkout.payments.fate = fate;
    await checkout.deliverPayment({ orderId, paymentId, status: 'succeeded' });
    checkout.payments.fate = 'succeeded';
    checkout.payments.areOlder = true;
    await timePasses('21 days');
    const payment: LedgerPayment = {
      ...examples.LedgerPayment,
      orderId,
      paymentId,
      status: 'succeeded',
      amount: usd(4200),
      refundedMinor: 0,
      createdAt: longAgo,
      settledAt: longAgo,
      refunds: [],
      disputes: [],
    };
    checkout.payments.ledger = [payment];
    return payment;
  }

  it('is reported until the charge is refunded in the dashboard, which the history then says once', async () => {
    const payment = await refusedThreeWeeksAgo();
    const emails = await checkout.emailsAbout(payment);
    expect(emails.toSorted()).toEqual(['send-extra-charge', 'send-extra-charge-refund-failed']);
    expect(await reported(true)).toEqual([failed]);
    const parts = [madeInDashboard(1000), madeInDashboard(3200)];
    inLedger(payment, { refundedMinor: 1000, refunds: parts.slice(0, 1) });
    expect(await reported(true)).toEqual([failed]);
    inLedger(payment, { status: 'refunded', refundedMinor: 4200, refunds: parts });
    expect(await reported()).toEqual([
      'refund_missing_on_order, repairable: The extra charge of $42.00 was refunded, but is recorded as not refunded.',
    ]);
    await bothRepair();
    expect(await reported(true)).toEqual([]);
    expect((await lines(payment)).slice(1)).toEqual([kept, refunded]);
    expect(checkout.payments.askedFor(payment.paymentId)).toHaveLength(1);
  });

  it('is reported again if the bank sends back what the dashboard refunded', async () => {
    const payment = await refusedThreeWeeksAgo();
    const refunds = [madeInDashboard(4200)];
    inLedger(payment, { status: 'refunded', refundedMinor: 4200, refunds });
    await bothRepair();
    expect(await reported(true)).toEqual([]);
    inLedger(payment, { refunds: refunds.map((refund) => ({ ...refund, status: 'failed' })) });
    expect(await reported(true)).toEqual([failed]);
  });

  it('is not reported again after the dashboard if the bank had returned it before', async () => {
    const payment = await refusedThreeWeeksAgo();
    const returned: LedgerRefund = { ...madeInDashboard(4200, payment.paymentId), status: 'failed' };
    const refunds = [returned, madeInDashboard(4200)];
    inLedger(payment, { status: 'refunded', refundedMinor: 4200, refunds });
    await bothRepair();
    await timePasses('2 hours');
    expect(await reported(true)).toEqual([]);
    expect((await lines(payment)).slice(1)).toEqual([kept, refunded]);
  });

  it('is recorded without another line if the charge had been refunded before it', async () => {
    const payment = await refusedThreeWeeksAgo('already_refunded');
    inLedger(payment, { status: 'refunded', refundedMinor: 4200, refunds: [madeInDashboard(4200)] });
    await bothRepair();
    expect(await reported(true)).toEqual([]);
    expect((await lines(payment)).slice(1)).toEqual([
      'orphaned_charge_refunded: The extra charge had already been refunded.',
    ]);
  });

  it('is not repeated automatically, even once its dispute is won', async () => {
    const payment = await refusedThreeWeeksAgo('payment_disputed');
    for (const disputes of [[disputed('under_review', 2)], [disputed('won', 3)]]) {
      inLedger(payment, { disputes });
      expect(await reported(true)).toEqual([failed]);
    }
    expect(checkout.payments.askedFor(payment.paymentId)).toHaveLength(1);
  });

  it('is over once the bank has returned the money after a lost dispute', async () => {
    const payment = await refusedThreeWeeksAgo('payment_disputed');
    inLedger(payment, { disputes: [disputed('lost', 3)] });
    expect(await reported(true)).toEqual([]);
    inLedger(payment, { disputes: [{ ...disputed('lost', 3), amount: usd(4199) }] });
    expect(await reported(true)).toEqual([failed]);
  });

  it('is over once an operator records that the money was returned another way', async () => {
    const payment = await refusedThreeWeeksAgo();
    expect(await reported(true)).toEqual([failed]);
    await checkout.database.query(
      `update orphaned_charge_refund set settled_at = 'infinity' where payment_id = $1 and status = 'failed'`,
      [payment.paymentId],
    );
    expect(await reported(true)).toEqual([]);
    checkout.payments.areOlder = false;
    expect(await reported(true)).toEqual([]);
  });

  it('is reported however many there are', async () => {
    const payments = [];
    for (let count = 0; count < 3; count += 1) payments.push(await refusedThreeWeeksAgo());
    checkout.payments.ledger = payments;
    await checkout.database.query(`
      insert into orphaned_charge_refund (key_hash, key_fingerprint, payment_id, order_id, operation_id, why, status, settled_at)
      select gen_random_uuid(), '', 'pay_' || n, 'ord_' || lpad(to_hex(n), 32, '0'), gen_random_uuid(), 'order_unknown', 'failed',
             clock_timestamp() - interval '1 day'
      from generate_series(1, 200) n`);
    expect(await reported(true)).toEqual([failed, failed, failed]);
  });
});
