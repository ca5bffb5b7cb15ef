import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DisputeChanged, type LedgerPage, type PaymentView } from '@holdfast/contracts';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

type Kind = 'created' | 'updated' | 'closed' | 'funds_withdrawn' | 'funds_reinstated';
/** An event of a dispute: its kind, the status that it reports, and its second. */
type News = readonly [Kind, status: string, second: number];

const opened: News = ['created', 'needs_response', 1];
const withdrawn: News = ['funds_withdrawn', 'needs_response', 1];
const answered: News = ['updated', 'under_review', 2];
const lost: News = ['closed', 'lost', 3];
const won: News = ['closed', 'won', 3];
const reinstated: News = ['funds_reinstated', 'won', 3];

const start = Math.floor(Date.now() / 1_000) - 1_000;
const dueBy = start + 864_000;

const ordersOf = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((first, index) =>
        ordersOf(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
      );

describe('POST /webhooks/stripe about a dispute', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  const about = (payment: PaymentView, status: string, over: object = {}) => ({
    id: `dp_${payment.paymentId.slice(-12)}`,
    object: 'dispute',
    payment_intent: payment.providerPaymentId,
    amount: 4200,
    currency: 'usd',
    reason: 'fraudulent',
    status,
    created: start,
    livemode: false,
    evidence_details: { due_by: dueBy },
    ...over,
  });

  const deliver = (payment: PaymentView, [kind, status, second]: News, over: object = {}, copy: 0 | 1 = 0) =>
    payments.deliver(`charge.dispute.${kind}`, about(payment, status, over), copy, {
      created: start + second,
    });

  async function messages(payment: PaymentView): Promise<DisputeChanged[]> {
    const rows: { payload: DisputeChanged }[] = await payments.database.query(
      `select payload from outbox where name = 'dispute-changed' and payload ->> 'paymentId' = $1 order by message_id`,
      [payment.paymentId],
    );
    return rows.map(({ payload }) => payload);
  }

  async function inLedger({ orderId }: PaymentView): Promise<LedgerPage['payments'][number] | undefined> {
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    return (body as unknown as LedgerPage).payments[0];
  }

  const left = async ({ paymentId }: PaymentView): Promise<unknown> => {
    const rows: { left: number }[] = await payments.database.query(
      `select amount_minor - refund_reserved_minor - disputes_open_minor - disputes_lost_minor as left
       from payment where payment_id = $1`,
      [paymentId],
    );
    return rows[0]?.left;
  };

  const countOf = async (name: string, label: string): Promise<number> => {
    const count = new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\d+)`, 'm').exec(await metrics.metrics());
    return Number(count?.[1] ?? 0);
  };

  it('records it, notifies checkout of each change, and shows it in the ledger', async () => {
    const payment = await payments.pay();
    for (const news of [opened, withdrawn, answered, lost]) expect(await deliver(payment, news)).toBe(200);
    const { orderId, paymentId } = payment;
    const common = { version: 1, orderId, paymentId, disputeId: about(payment, '').id, amount: usd(4200) };
    expect(await messages(payment)).toEqual([
      {
        ...common,
        revision: 1,
        status: 'needs_response',
        evidenceDueBy: new Date(dueBy * 1_000).toISOString(),
      },
      { ...common, revision: 2, status: 'under_review', evidenceDueBy: null },
      { ...common, revision: 3, status: 'lost', evidenceDueBy: null },
    ]);
    expect(await inLedger(payment)).toMatchObject({
      status: 'succeeded',
      disputes: [
        {
          ...{ disputeId: common.disputeId, status: 'lost', amount: usd(4200), evidenceDueBy: null },
          ...{ revision: 3, reason: 'fraudulent', providerStatus: 'lost' },
        },
      ],
    });
  });

  it.each(ordersOf([opened, answered, lost]))('ends as lost in any order: %j, %j, %j', async (...news) => {
    const payment = await payments.pay();
    for (const each of news) await deliver(payment, each);
    expect((await inLedger(payment))?.disputes).toMatchObject([{ status: 'lost', evidenceDueBy: null }]);
    const revisions = (await messages(payment)).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, n) => n + 1));
    expect((await messages(payment)).at(-1)?.status).toBe('lost');
    expect(await left(payment)).toBe(0);
  });

  it('ends the same when all events arrive concurrently, repeatedly and on both instances', async () => {
    const payment = await payments.pay();
    const news = Array.from({ length: 6 }, () => [opened, withdrawn, answered, won, reinstated]).flat();
    const answers = await Promise.all(news.map((each, n) => deliver(payment, each, {}, n % 2 === 0 ? 0 : 1)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect((await inLedger(payment))?.disputes).toMatchObject([{ status: 'won' }]);
    const sent = await messages(payment);
    expect(new Set(sent.map(({ status }) => status)).size).toBe(sent.length);
    expect(sent.map(({ revision }) => revision)).toEqual(sent.map((_, n) => n + 1));
    expect(sent.at(-1)?.status).toBe('won');
    expect(await left(payment)).toBe(4200);
  });

  it('counts what was opened and what was lost, once each', async () => {
    const payment = await payments.pay();
    const counts = () =>
      Promise.all(
        ['opened', 'lost'].map(async (result) => [
          await countOf('payments_disputes_total', `result="${result}"`),
          await countOf('payments_disputed_minor_total', `result="${result}",currency="usd"`),
        ]),
      );
    const before = await counts();
    for (const news of [opened, opened, withdrawn, answered, lost, lost]) await deliver(payment, news);
    const once = ([count = 0, amount = 0]: number[]) => [count + 1, amount + 4200];
    expect(await counts()).toEqual(before.map(once));
  });

  it('moves no money while it is an inquiry, and notifies checkout when it becomes a dispute', async () => {
    const payment = await payments.pay();
    await deliver(payment, ['created', 'warning_needs_response', 1]);
    expect(await left(payment)).toBe(4200);
    await deliver(payment, ['updated', 'needs_response', 2]);
    expect(await left(payment)).toBe(0);
    expect((await messages(payment)).map(({ status }) => status)).toEqual(['inquiry', 'needs_response']);
  });

  it('is opened again by an appeal, which is a later report', async () => {
    const payment = await payments.pay();
    await deliver(payment, lost);
    await deliver(payment, ['updated', 'appeal_needs_response', 4]);
    expect((await inLedger(payment))?.disputes).toMatchObject([{ status: 'needs_response' }]);
  });

  it('sums several disputes of one payment', async () => {
    const payment = await payments.pay();
    await deliver(payment, lost, { id: `dp_a${aKey()}`, amount: 1000 });
    await deliver(payment, opened, { id: `dp_b${aKey()}`, amount: 700 });
    expect(await left(payment)).toBe(2500);
    expect((await inLedger(payment))?.disputes.map(({ status }) => status).sort()).toEqual([
      'lost',
      'needs_response',
    ]);
  });

  it.each([
    ['in another currency', { currency: 'eur' }, {}],
    ['with a status that does not exist yet', { status: 'settled_by_dice' }, {}],
    ['with an amount that is none', { amount: -1 }, {}],
    ['in live mode', { livemode: true }, { livemode: true }],
  ])('keeps a dispute %s for operators, counts it, and changes nothing', async (_, over, event) => {
    const payment = await payments.pay();
    const before = await countOf('payments_not_of_payment_total', 'found="webhook"');
    const body = about(payment, 'needs_response', over);
    expect(await payments.deliver('charge.dispute.created', body, 0, event)).toBe(200);
    expect(await countOf('payments_not_of_payment_total', 'found="webhook"')).toBe(before + 1);
    expect(await messages(payment)).toEqual([]);
    expect(await left(payment)).toBe(4200);
    const kept = await payments.database.query<{ type: string }[]>(
      'select type from stripe_event_not_applied where payment_id = $1',
      [payment.paymentId],
    );
    expect(kept).toEqual([{ type: 'charge.dispute.created' }]);
  });

  it.each([
    ['of a connected account', { account: 'acct_other' }, {}],
    ['of a charge that is not ours', {}, { payment_intent: 'pi_nobody' }],
    ['of a charge without an intent', {}, { payment_intent: null }],
  ])('acknowledges a dispute %s, and changes nothing', async (_, event, over) => {
    const payment = await payments.pay();
    const body = about(payment, 'needs_response', over);
    expect(await payments.deliver('charge.dispute.created', body, 0, event)).toBe(200);
    expect(await messages(payment)).toEqual([]);
    expect(await left(payment)).toBe(4200);
  });

  it('counts the events of another account', async () => {
    const before = await countOf('payments_other_events_total', 'of="account"');
    await payments.deliver('charge.dispute.created', {}, 0, { account: 'acct_other' });
    expect(await countOf('payments_other_events_total', 'of="account"')).toBe(before + 1);
  });

  it('is sent again by Stripe when it overtakes the response to the charge', async () => {
    payments.edge.holdAnswers();
    const charging = payments.pay();
    await eventually(async () => expect(payments.edge.held).toBe(1));
    const intent = (await payments.stripe.paymentIntents.list({ limit: 1 })).data[0];
    const unsettled = { paymentId: 'x', providerPaymentId: intent?.id } as PaymentView;
    expect(await deliver(unsettled, opened)).toBe(503);
    payments.edge.releaseAnswers();
    const payment = await charging;
    expect(payment.providerPaymentId).toBe(intent?.id);
    expect(await deliver(payment, opened)).toBe(200);
    expect(await messages(payment)).toMatchObject([{ revision: 1, status: 'needs_response' }]);
  });

  describe('when a refund is requested', () => {
    const refund = ({ paymentId }: PaymentView, amount?: number) =>
      payments.refund(paymentId, aKey(), amount === undefined ? {} : { amount: usd(amount) });

    it.each([undefined, 1])('refuses it while the bank holds the money (amount %p)', async (amount) => {
      const payment = await payments.pay();
      await deliver(payment, opened);
      expect(await refund(payment, amount)).toMatchObject({
        status: 409,
        body: { code: 'payment_not_refundable', detail: expect.stringContaining('the bank holds the money') },
      });
      expect(await payments.refundsAtStripe(payment)).toEqual([]);
    });

    it('refuses it after the dispute was lost, and makes it after it was won', async () => {
      const [loser, winner] = [await payments.pay(), await payments.pay()];
      await deliver(loser, lost);
      expect(await refund(loser)).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('the bank has returned the money'), left: usd(0) },
      });
      await deliver(winner, opened);
      await deliver(winner, won);
      expect(await refund(winner)).toMatchObject({ status: 201, body: { amount: usd(4200) } });
    });

    it('makes it during an inquiry', async () => {
      const payment = await payments.pay();
      await deliver(payment, ['created', 'warning_needs_response', 1]);
      expect(await refund(payment)).toMatchObject({ status: 201 });
    });

    it('makes it of what a partly lost dispute has left', async () => {
      const payment = await payments.pay();
      await deliver(payment, lost, { amount: 3000 });
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

    it('releases the amount of a refund that Stripe refuses because of the dispute', async () => {
      const payment = await payments.pay();
      payments.edge.answerNextRefund({ refusedWith: 'charge_disputed' });
      expect(await refund(payment)).toMatchObject({
        status: 409,
        body: { code: 'refund_failed', failureCode: 'charge_disputed' },
      });
      await deliver(payment, opened);
      expect(await left(payment)).toBe(0);
      expect(await payments.refundEvents(payment.paymentId)).toMatchObject([{ status: 'failed' }]);
    });

    it('records both when Stripe has accepted a refund before the bank took the whole amount', async () => {
      const payment = await payments.pay();
      expect(await refund(payment, 1200)).toMatchObject({ status: 201 });
      expect(await deliver(payment, lost)).toBe(200);
      expect(await left(payment)).toBe(-1200);
      expect(await refund(payment, 1)).toMatchObject({
        status: 409,
        body: { code: 'payment_not_refundable', left: usd(0) },
      });
      expect((await inLedger(payment))?.disputes).toMatchObject([{ status: 'lost', amount: usd(4200) }]);
    });
  });
});
