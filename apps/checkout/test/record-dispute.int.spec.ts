import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { examples, newId, type OrderView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const notRefundable = { status: 409, body: { code: 'order_not_refundable' } };
const dueBy = '2026-12-04T23:59:59.000Z';
const opened =
  "dispute_needs_response: The payer's bank opened a dispute over $42.00. It holds this money until the dispute is decided.";
const won = "dispute_won: The payer's bank decided the dispute over $42.00 in our favor. The payment stands.";
const lost =
  "dispute_lost: The payer's bank decided the dispute in the payer's favor and returned $42.00 to the payer.";
const debitFailed =
  "dispute_lost: The payer's bank reported that it could not collect this payment after all. It took $42.00 back.";

describe('dispute-changed', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  afterEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.isUndecided = false;
    checkout.payments.ledger = [];
    checkout.payments.left = undefined;
    checkout.payments.release();
  });

  afterAll(() => checkout.close());

  const disputeOf = async ({ orderId }: OrderView): Promise<unknown> => {
    const { status, dispute } = await checkout.show(orderId);
    return [status, dispute];
  };

  it('shows the dispute on the order, whose status stays, and once in its history', async () => {
    const order = await checkout.place();
    const event = { status: 'needs_response', revision: 1, evidenceDueBy: dueBy } as const;
    await Promise.all(Array.from({ length: 10 }, () => checkout.deliverDispute(order, event)));
    const dispute = { status: 'needs_response', amount: usd(4200), evidenceDueBy: dueBy };
    expect(await disputeOf(order)).toEqual(['paid', dispute]);
    const later = '2026-12-09T23:59:59.000Z';
    await checkout.deliverDispute(order, { ...event, revision: 2, evidenceDueBy: later });
    expect(await disputeOf(order)).toEqual(['paid', { ...dispute, evidenceDueBy: later }]);
    await checkout.deliverDispute(order, { status: 'won', revision: 4 });
    expect(await disputeOf(order)).toEqual([
      'paid',
      { status: 'won', amount: usd(4200), evidenceDueBy: null },
    ]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([opened, won]);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt']);
  });

  it('ignores older revisions, whatever the order of messages', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'lost', revision: 3 });
    await checkout.deliverDispute(order, { status: 'needs_response', revision: 1 });
    await checkout.deliverDispute(order, { status: 'under_review', revision: 2 });
    expect(await disputeOf(order)).toEqual(['paid', expect.objectContaining({ status: 'lost' })]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([lost]);
  });

  it('says that a bank debit failed, rather than that the payer won a dispute', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'lost', revision: 1, isFailedDebit: true });
    expect(await disputeOf(order)).toEqual(['paid', expect.objectContaining({ status: 'lost' })]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([debitFailed]);
  });

  it('says that a decided dispute was reopened, and rules out refunds again', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'won', revision: 1 });
    await checkout.deliverDispute(order, { status: 'under_review', revision: 2 });
    expect(await checkout.historySincePaid(order.orderId)).toEqual([
      won,
      "dispute_under_review: The dispute over $42.00 was reopened. The payer's bank holds this money until it is decided again.",
    ]);
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject(notRefundable);
  });

  it('shows the open one of several disputes, else the newest', async () => {
    const order = await checkout.place();
    const both = ['dp_1', 'dp_2'].map((id) => ({ disputeId: `${id}_${order.orderId}` }));
    await checkout.deliverDispute(order, {
      ...both[0],
      status: 'under_review',
      revision: 1,
      amount: usd(1000),
    });
    await checkout.deliverDispute(order, { ...both[1], status: 'lost', revision: 1, amount: usd(2000) });
    expect(await disputeOf(order)).toEqual(['paid', expect.objectContaining({ amount: usd(1000) })]);
    await checkout.deliverDispute(order, { ...both[0], status: 'won', revision: 2, amount: usd(1000) });
    expect(await disputeOf(order)).toEqual(['paid', expect.objectContaining({ amount: usd(2000) })]);
  });

  it('is kept until the payment of the order is confirmed', async () => {
    checkout.payments.isUndecided = true;
    const order = await checkout.place('pm_open');
    const paymentId = newId('pay');
    const delivered = checkout.deliverDispute(
      { ...order, paymentId },
      { status: 'needs_response', revision: 1 },
    );
    await checkout.deliverPayment({ orderId: order.orderId, paymentId, status: 'succeeded' });
    await delivered;
    expect(await disputeOf(order)).toEqual(['paid', expect.objectContaining({ status: 'needs_response' })]);
  });

  it('is ignored for a failed order, another payment and an unknown order', async () => {
    const order = await checkout.place();
    const { orderId } = await checkout.place('pm_declined');
    const event = { status: 'lost', revision: 1 } as const;
    for (const other of [
      { orderId: order.orderId, paymentId: newId('pay') },
      { orderId, paymentId: newId('pay') },
      { orderId: newId('ord'), paymentId: newId('pay') },
    ])
      await checkout.deliverDispute(other, event);
    expect(await disputeOf(order)).toEqual(['paid', null]);
    expect((await checkout.show(orderId)).dispute).toBeNull();
  });

  it('rules out refunds by customers and operators while it is open, and allows them once it is won', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'needs_response', revision: 1 });
    const key = aKey();
    const refused = await checkout.refund(order.orderId, key);
    expect(refused).toMatchObject({
      ...notRefundable,
      body: { detail: expect.stringContaining("the payer's bank is handling a dispute") },
    });
    expect(await checkout.refundPart(order.orderId, { amount: usd(1) })).toMatchObject(notRefundable);
    await checkout.deliverDispute(order, { status: 'won', revision: 2 });
    expect((await checkout.refund(order.orderId, key)).text).toBe(refused.text);
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject({ status: 201 });
  });

  it('allows refunds during an inquiry', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'inquiry', revision: 1 });
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject({ status: 201 });
  });

  it('leaves nothing to refund once it is lost as a whole', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'lost', revision: 1 });
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject({
      ...notRefundable,
      body: { detail: expect.stringContaining('bank has already taken back what was left') },
    });
    expect((await checkout.show(order.orderId)).refundedTotal).toEqual(usd(0));
  });

  it('leaves the order paid if its refund fails after all of it is lost', async () => {
    checkout.payments.fate = 'pending';
    const order = await checkout.place();
    const refund = await checkout.refund(order.orderId, aKey());
    const reference = String(refund.body['refundId']);
    await checkout.deliverDispute(order, { status: 'lost', revision: 1 });
    await checkout.deliverRefund(order, { reference, status: 'failed', failure: 'payment_disputed' });
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'paid',
      refundedTotal: usd(0),
      notice: expect.stringContaining('after a dispute, the payment provider refunds nothing more'),
    });
  });

  it('leaves the rest to refund if only a part is lost', async () => {
    const order = await checkout.place();
    await checkout.deliverDispute(order, { status: 'lost', revision: 1, amount: usd(2000) });
    expect(await checkout.refundPart(order.orderId, { amount: usd(2201) })).toMatchObject({
      status: 422,
      body: { code: 'refund_exceeds_remaining', left: usd(2200) },
    });
    checkout.payments.left = usd(2200);
    const rest = await checkout.refund(order.orderId, aKey());
    expect(rest).toMatchObject({ status: 201, body: { amount: usd(2200) } });
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'refunded',
      refundedTotal: usd(2200),
    });
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject(notRefundable);
  });

  it.each(['known only to payments', 'known here by then'])(
    'fails a refund that payments refuses because of it, and says why (%s)',
    async (known) => {
      const order = await checkout.place();
      checkout.payments.fate = 'payment_disputed';
      checkout.payments.hold();
      const before = checkout.payments.asked.length;
      const key = aKey();
      const answer = checkout.refund(order.orderId, key);
      await eventually(() => expect(checkout.payments.asked.length).toBeGreaterThan(before));
      if (known === 'known here by then')
        await checkout.deliverDispute(order, { status: 'needs_response', revision: 1 });
      checkout.payments.release();
      const why = "the payer's bank is handling a dispute";
      expect(await answer).toMatchObject({
        ...notRefundable,
        body: { detail: expect.stringContaining(why) },
      });
      await checkout.database.query('delete from idempotency_key');
      expect((await checkout.refund(order.orderId, key)).body['detail']).toContain(why);
      expect(await checkout.show(order.orderId)).toMatchObject({
        status: 'paid',
        notice: expect.stringMatching(/\$42\.00 did not go through.*handling a dispute/),
      });
      expect((await checkout.historySincePaid(order.orderId)).at(-1)).toBe(
        "refund_failed: The refund of $42.00 failed because the payer's bank is handling a dispute. No money was returned.",
      );
    },
  );

  it('is repaired by reconciliation if its message was lost', async () => {
    const order = await checkout.place();
    await checkout.database.query(
      `update orders set created_at = created_at - interval '2 hours', settled_at = settled_at - interval '2 hours'
       where order_id = $1`,
      [order.orderId],
    );
    const { orderId, paymentId, total } = order;
    const longAgo = '2026-01-02T03:04:05.000Z';
    const dispute = {
      disputeId: `dp_${orderId}`,
      status: 'lost',
      amount: usd(4200),
      evidenceDueBy: null,
      isFailedDebit: true,
      revision: 2,
      changedAt: longAgo,
    } as const;
    checkout.payments.ledger = [
      {
        ...examples.LedgerPayment,
        orderId,
        paymentId: String(paymentId),
        amount: total,
        createdAt: longAgo,
        settledAt: longAgo,
        refunds: [],
        disputes: [dispute],
      },
    ];
    const about = async (repair: boolean, copy: 0 | 1 = 0): Promise<string[]> =>
      (await checkout.reconcile(repair, copy))
        .filter((each) => each.orderId === orderId)
        .map(({ kind, state }) => `${kind}, ${state}`);
    expect(await about(false)).toEqual(['dispute_changed_order_outdated, repairable']);
    await Promise.all([about(true, 0), about(true, 1)]);
    expect(await about(true)).toEqual([]);
    expect(await checkout.historySincePaid(orderId)).toEqual([debitFailed]);
    checkout.payments.ledger = checkout.payments.ledger.map((each) => ({ ...each, disputes: [] }));
    expect(await about(true)).toEqual(['order_disputed_without_dispute, needs_decision']);
  });
});
