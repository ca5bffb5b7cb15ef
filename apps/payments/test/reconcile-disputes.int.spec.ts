import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type PaymentView, type Tally } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { disputeNews, inquiry, lost, opened } from './dispute-news.ts';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

describe('POST /reconciliations of payments, about disputes', () => {
  let payments: PaymentsFixture;
  let news: ReturnType<typeof disputeNews>;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, { RECONCILE_MIN_AGE_MS: '60000' });
    news = disputeNews(payments);
  });

  beforeEach(async () => {
    await payments.database.query('truncate payment, refund, dispute, outbox, idempotency_key cascade');
  });

  afterEach(() => {
    payments.edge.says.clear();
    payments.edge.clockAheadMs = 0;
  });
  afterAll(() => payments.close());

  async function timePasses(): Promise<void> {
    payments.edge.clockAheadMs += 2 * 3_600_000;
    await payments.database.query(`update payment set created_at = created_at - interval '2 hours',
      settled_at = settled_at - interval '2 hours'`);
    await payments.database.query(`update dispute set changed_at = changed_at - interval '2 hours'`);
  }

  async function reported(of: PaymentView, repair = false): Promise<string[]> {
    const { differences } = await payments.reconcile(repair);
    return differences
      .filter(({ paymentId }) => paymentId === of.paymentId)
      .map(({ kind, state, found }) => `${kind}, ${state}: ${found}`);
  }

  async function disputed(method = 'pm_card_createDispute'): Promise<[PaymentView, Stripe.Dispute]> {
    const payment = await payments.pay(usd(4200), method);
    const { data } = await payments.stripe.disputes.list({ payment_intent: payment.providerPaymentId ?? '' });
    if (data[0] === undefined) throw new Error('the charge has no dispute');
    return [payment, data[0]];
  }

  const bothRepair = async (): Promise<void> =>
    void (await Promise.all([payments.reconcile(true, 0), payments.reconcile(true, 1)]));

  const talliesOf = (checked: readonly Tally[]) =>
    checked
      .filter(({ what }) => what === 'disputed')
      .map(({ ledger, count, amountMinor }) => [ledger, count, amountMinor]);

  it('records a dispute whose webhooks were lost, once, and notifies checkout', async () => {
    const [payment] = await disputed();
    await timePasses();
    expect(await reported(payment)).toEqual([
      'dispute_without_record, repairable: A dispute of $42.00 is needs_response at Stripe, but payments has no record of it.',
    ]);
    await bothRepair();
    expect(await news.messages(payment)).toMatchObject([{ revision: 1, status: 'needs_response' }]);
    expect(await payments.refund(payment.paymentId, aKey())).toMatchObject({ status: 409 });
    expect(await reported(payment, true)).toEqual([]);
  });

  it('records the end of a dispute, and reports a lost charge as nothing else', async () => {
    const [payment, dispute] = await disputed();
    await timePasses();
    await payments.reconcile(true);
    await payments.stripe.disputes.close(dispute.id);
    await timePasses();
    expect(await reported(payment)).toEqual([
      'dispute_differs, repairable: A dispute is lost at Stripe, but is recorded as needs_response of $42.00.',
    ]);
    await bothRepair();
    expect((await news.messages(payment)).map(({ status }) => status)).toEqual(['needs_response', 'lost']);
    expect(await reported(payment, true)).toEqual([]);
    await news.deliver(payment, opened, { id: dispute.id });
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'lost' }]);
    expect(await payments.show(payment.paymentId)).toMatchObject({ status: 'succeeded' });
  });

  it('records the end of a dispute that is older than the period', async () => {
    const [payment, dispute] = await disputed();
    await timePasses();
    await payments.reconcile(true);
    await payments.database.query(`update dispute set opened_at = opened_at - interval '40 days'`);
    const created = dispute.created - 40 * 86_400;
    payments.edge.says.set(dispute.id, { created, status: 'won', evidence_details: { due_by: null } });
    await timePasses();
    expect(await reported(payment, true)).toEqual([
      'dispute_differs, repaired: A dispute is won at Stripe, but is recorded as needs_response of $42.00.',
    ]);
    expect(await news.left(payment)).toBe(4200);
  });

  it('counts disputes in both ledgers, and not those of charges that are not ours', async () => {
    const elsewhere = await payments.stripe.paymentIntents.create({
      ...{ amount: 700, currency: 'usd', confirm: true, payment_method: 'pm_card_createDispute' },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    const [payment, { id, created }] = await disputed('pm_card_createDisputeInquiry');
    expect(talliesOf((await payments.reconcile()).checked)).toEqual([['stripe', 1, 4200]]);
    await news.deliver(payment, inquiry, { id, created });
    const { checked, differences, recent } = await payments.reconcile();
    expect(talliesOf(checked)).toEqual([
      ['stripe', 1, 4200],
      ['payments', 1, 4200],
    ]);
    expect(JSON.stringify([differences, recent])).not.toContain(elsewhere.id);
  });

  it('leaves a dispute in another currency to operators', async () => {
    const [payment, dispute] = await disputed();
    payments.edge.says.set(dispute.id, { currency: 'eur' });
    await timePasses();
    expect(await reported(payment, true)).toEqual([
      'dispute_without_record, needs_decision: A dispute of €42.00 is needs_response at Stripe, but payments has no record of it.',
    ]);
    expect(await news.messages(payment)).toEqual([]);
  });

  it('reports a dispute that Stripe does not have', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, opened, { id: 'dp_nowhere' });
    await timePasses();
    expect(await reported(payment, true)).toEqual([
      'dispute_missing_at_stripe, needs_decision: A dispute of $42.00 (dp_nowhere) is recorded as needs_response, but Stripe has no such dispute.',
    ]);
  });

  it('reports a payment of which more was returned than charged', async () => {
    const payment = await payments.pay();
    await payments.refund(payment.paymentId, aKey(), { amount: usd(1200) });
    await news.deliver(payment, lost);
    await timePasses();
    expect(await reported(payment, true)).toContain(
      'returned_more_than_charged, needs_decision: $54.00 was returned by refunds and lost disputes, but only $42.00 was charged.',
    );
  });
});
