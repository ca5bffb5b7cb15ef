import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PaymentView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { disputeNews, inquiry, lost, opened, won } from './dispute-news.ts';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

describe('POST /payments/:paymentId/refunds of a disputed payment', () => {
  let payments: PaymentsFixture;
  let news: ReturnType<typeof disputeNews>;

  beforeAll(async () => {
    payments = await paymentsFixture();
    news = disputeNews(payments);
  });

  afterAll(() => payments.close());

  const refund = ({ paymentId }: PaymentView, amount?: number) =>
    payments.refund(paymentId, aKey(), amount === undefined ? {} : { amount: usd(amount) });

  it.each([undefined, 1])('refuses it while the bank holds the money (amount %p)', async (amount) => {
    const payment = await payments.pay();
    await news.deliver(payment, opened);
    expect(await refund(payment, amount)).toMatchObject({
      status: 409,
      body: {
        code: 'payment_not_refundable',
        reason: 'payment_disputed',
        detail: expect.stringContaining('the bank holds the money'),
      },
    });
    expect(await payments.refundsAtStripe(payment)).toEqual([]);
  });

  it('refuses it after the dispute was lost, and makes it after it was won', async () => {
    const [loser, winner] = [await payments.pay(), await payments.pay()];
    await news.deliver(loser, lost);
    expect(await refund(loser)).toMatchObject({
      status: 409,
      body: {
        detail: expect.stringContaining('bank has taken the money of this payment back'),
        left: usd(0),
      },
    });
    await news.deliver(winner, opened);
    await news.deliver(winner, won);
    expect(await refund(winner)).toMatchObject({ status: 201, body: { amount: usd(4200) } });
  });

  it('makes it during an inquiry', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, inquiry);
    expect(await refund(payment)).toMatchObject({ status: 201 });
  });

  it('makes it of what a partly lost dispute has left', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, lost, { amount: 3000 });
    expect(await refund(payment, 1201)).toMatchObject({ status: 422, body: { left: usd(1200) } });
    expect(await refund(payment)).toMatchObject({ status: 201, body: { amount: usd(1200) } });
  });

  it('never reserves an amount that a dispute has taken meanwhile', async () => {
    const payment = await payments.pay();
    const other = payments.database.createQueryRunner();
    await other.startTransaction();
    await other.query('update payment set disputes_open_minor = 4200 where payment_id = $1', [
      payment.paymentId,
    ]);
    const asked = refund(payment);
    await eventually(async () =>
      expect(
        await payments.database.query(`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`),
      ).toHaveLength(1),
    );
    await other.commitTransaction();
    await other.release();
    expect(await asked).toMatchObject({ status: 409, body: { code: 'payment_not_refundable' } });
    expect(await payments.refundsOf(payment.paymentId)).toBe(0);
    expect(await payments.refundsAtStripe(payment)).toEqual([]);
  });

  it('releases the amount of a refund that Stripe refuses because of a dispute not heard of yet', async () => {
    const payment = await payments.pay(usd(4200), 'pm_card_createDispute');
    expect(await refund(payment)).toMatchObject({
      status: 409,
      body: { code: 'refund_failed', failureCode: 'charge_disputed' },
    });
    await news.deliver(payment, opened);
    expect(await news.left(payment)).toBe(0);
    expect(await payments.refundEvents(payment.paymentId)).toMatchObject([
      { status: 'failed', failure: 'payment_disputed' },
    ]);
    expect((await news.inLedger(payment))?.refunds).toMatchObject([
      { status: 'failed', failure: 'payment_disputed' },
    ]);
  });

  it('records a dispute that opens while Stripe works on our refund, and what Stripe then decides', async () => {
    const payment = await payments.pay();
    payments.edge.holdAnswers();
    const made = refund(payment, 1200);
    await eventually(() => expect(payments.edge.held).toBe(1));
    expect(await news.deliver(payment, opened, { amount: 3000 })).toBe(200);
    expect(await news.left(payment)).toBe(0);
    payments.edge.releaseAnswers();
    expect(await made).toMatchObject({ status: 201, body: { status: 'succeeded', amount: usd(1200) } });
    expect(await refund(payment, 1)).toMatchObject({ status: 409, body: { left: usd(0) } });
    await news.deliver(payment, won, { amount: 3000 });
    expect(await refund(payment)).toMatchObject({ status: 201, body: { amount: usd(3000) } });
  });

  it('records both when Stripe has accepted a refund before the bank took the whole amount', async () => {
    const payment = await payments.pay();
    expect(await refund(payment, 1200)).toMatchObject({ status: 201 });
    expect(await news.deliver(payment, lost)).toBe(200);
    expect(await news.left(payment)).toBe(-1200);
    expect(await refund(payment, 1)).toMatchObject({
      status: 409,
      body: { code: 'payment_not_refundable', left: usd(0), reason: 'returned_by_bank' },
    });
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'lost', amount: usd(4200) }]);
  });
});
