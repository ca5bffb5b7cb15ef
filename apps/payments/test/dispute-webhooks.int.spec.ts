import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PaymentView } from '@holdfast/contracts';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { DisputeMeter } from '../src/dispute/dispute.meter.ts';
import {
  answered,
  disputeNews,
  disputeOf,
  dueBy,
  inquiry,
  lost,
  opened,
  reinstated,
  withdrawn,
  won,
} from './dispute-news.ts';
import { aKey, paymentsFixture, type PaymentsFixture, usd } from './payments-fixture.ts';

const ordersOf = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((first, index) =>
        ordersOf(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
      );

describe('POST /webhooks/stripe about a dispute', () => {
  let payments: PaymentsFixture;
  let news: ReturnType<typeof disputeNews>;

  beforeAll(async () => {
    payments = await paymentsFixture();
    news = disputeNews(payments);
  });

  afterEach(() => payments.clearFaults());
  afterAll(() => payments.close());

  const countOf = async (name: string, label: string): Promise<number> => {
    const count = new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\d+)`, 'm').exec(await metrics.metrics());
    return Number(count?.[1] ?? 0);
  };

  async function isClosed({ paymentId }: PaymentView): Promise<boolean | undefined> {
    const rows: { closed: boolean }[] = await payments.database.query(
      'select closed_at is not null as closed from dispute where payment_id = $1',
      [paymentId],
    );
    return rows[0]?.closed;
  }

  it('records it, notifies checkout of each change, and shows it in the ledger', async () => {
    const payment = await payments.pay();
    for (const each of [opened, withdrawn, answered, lost])
      expect(await news.deliver(payment, each)).toBe(200);
    const { orderId, paymentId } = payment;
    const common = {
      version: 1,
      orderId,
      paymentId,
      disputeId: disputeOf(payment, '').id,
      amount: usd(4200),
      isFailedDebit: false,
    };
    expect(await news.messages(payment)).toEqual([
      {
        ...common,
        revision: 1,
        status: 'needs_response',
        evidenceDueBy: new Date(dueBy * 1_000).toISOString(),
      },
      { ...common, revision: 2, status: 'under_review', evidenceDueBy: null },
      { ...common, revision: 3, status: 'lost', evidenceDueBy: null },
    ]);
    expect(await news.inLedger(payment)).toMatchObject({
      status: 'succeeded',
      disputes: [
        {
          ...{ disputeId: common.disputeId, status: 'lost', amount: usd(4200), evidenceDueBy: null },
          ...{ revision: 3, reason: 'fraudulent', providerStatus: 'lost', changedAt: expect.any(String) },
          isFailedDebit: false,
        },
      ],
    });
  });

  it.each(['bank_cannot_process', 'check_returned', 'incorrect_account_details', 'insufficient_funds'])(
    'reports a bank debit that failed in the end (%s) as one, in messages and in the ledger',
    async (reason) => {
      const payment = await payments.pay();
      await news.deliver(payment, opened, { reason });
      await news.deliver(payment, lost, { reason });
      expect(await news.messages(payment)).toMatchObject([
        { status: 'needs_response', isFailedDebit: true },
        { status: 'lost', isFailedDebit: true },
      ]);
      expect((await news.inLedger(payment))?.disputes).toMatchObject([{ reason, isFailedDebit: true }]);
    },
  );

  it.each(ordersOf([opened, answered, lost]))('ends as lost in any order: %j, %j, %j', async (...events) => {
    const payment = await payments.pay();
    for (const each of events) await news.deliver(payment, each);
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'lost', evidenceDueBy: null }]);
    const revisions = (await news.messages(payment)).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, n) => n + 1));
    expect((await news.messages(payment)).at(-1)?.status).toBe('lost');
    expect(await isClosed(payment)).toBe(true);
    expect(await news.left(payment)).toBe(0);
  });

  const moved = (...amounts: number[]): object => ({
    balance_transactions: amounts.map((amount) => ({ amount })),
  });

  it.each([
    ['first', [moved(-4200, 1200), moved(-4200)]],
    ['last', [moved(-4200), moved(-4200, 1200)]],
  ] as const)(
    'counts what a lost dispute took, if Stripe says %s that it reinstated a part',
    async (_, said) => {
      const payment = await payments.pay();
      for (const over of said) await news.deliver(payment, lost, over);
      expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'lost', amount: usd(3000) }]);
      expect(await news.left(payment)).toBe(1200);
      expect((await news.messages(payment)).at(-1)).toMatchObject({ status: 'lost', amount: usd(3000) });
    },
  );

  it('counts a prevented dispute as lost if its withdrawal is said in the same second', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, ['created', 'prevented', 1], moved());
    await news.deliver(payment, ['funds_withdrawn', 'prevented', 1], moved(-4200));
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'lost' }]);
    expect(await news.left(payment)).toBe(0);
  });

  it('ends the same when all events arrive concurrently, repeatedly and on both instances', async () => {
    const payment = await payments.pay();
    const events = Array.from({ length: 6 }, () => [opened, withdrawn, answered, won, reinstated]).flat();
    const answers = await Promise.all(
      events.map((each, n) => news.deliver(payment, each, {}, n % 2 === 0 ? 0 : 1)),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'won' }]);
    const sent = await news.messages(payment);
    expect(new Set(sent.map(({ status }) => status)).size).toBe(sent.length);
    expect(sent.map(({ revision }) => revision)).toEqual(sent.map((_, n) => n + 1));
    expect(sent.at(-1)?.status).toBe('won');
    expect(await news.left(payment)).toBe(4200);
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
    for (const each of [opened, opened, withdrawn, answered, lost, lost]) await news.deliver(payment, each);
    const once = ([count = 0, amount = 0]: number[]) => [count + 1, amount + 4200];
    expect(await counts()).toEqual(before.map(once));
  });

  it('measures the disputes that are open and those that wait for evidence', async () => {
    await payments.database.query('update dispute set closed_at = now(), evidence_due_by = null');
    const [first, second, third] = [await payments.pay(), await payments.pay(), await payments.pay()];
    for (const payment of [first, second]) await news.deliver(payment, opened);
    await news.deliver(second, answered);
    await news.deliver(third, inquiry);
    await new DisputeMeter(payments.database, pino({ level: 'silent' })).measure();
    expect(await countOf('payments_disputes_open', 'status="needs_response"')).toBe(1);
    expect(await countOf('payments_disputes_open', 'status="under_review"')).toBe(1);
    expect(await countOf('payments_disputes_open', 'status="inquiry"')).toBe(1);
    expect(await countOf('payments_disputes_awaiting_evidence', '')).toBe(2);
  });

  it('moves no money while it is an inquiry, and notifies checkout when it becomes a dispute', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, inquiry);
    expect(await news.left(payment)).toBe(4200);
    await news.deliver(payment, ['updated', 'needs_response', 2]);
    expect(await news.left(payment)).toBe(0);
    expect((await news.messages(payment)).map(({ status }) => status)).toEqual(['inquiry', 'needs_response']);
  });

  it('is opened again by an appeal, which is a later report', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, lost);
    await news.deliver(payment, ['updated', 'appeal_needs_response', 4]);
    expect((await news.inLedger(payment))?.disputes).toMatchObject([{ status: 'needs_response' }]);
    expect(await isClosed(payment)).toBe(false);
  });

  it('sums several disputes of one payment', async () => {
    const payment = await payments.pay();
    await news.deliver(payment, lost, { id: `dp_a${aKey()}`, amount: 1000 });
    await news.deliver(payment, opened, { id: `dp_b${aKey()}`, amount: 700 });
    expect(await news.left(payment)).toBe(2500);
    expect((await news.inLedger(payment))?.disputes.map(({ status }) => status).sort()).toEqual([
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
    const body = disputeOf(payment, 'needs_response', over);
    expect(await payments.deliver('charge.dispute.created', body, 0, event)).toBe(200);
    expect(await countOf('payments_not_of_payment_total', 'found="webhook"')).toBe(before + 1);
    expect(await news.messages(payment)).toEqual([]);
    expect(await news.left(payment)).toBe(4200);
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
    const body = disputeOf(payment, 'needs_response', over);
    expect(await payments.deliver('charge.dispute.created', body, 0, event)).toBe(200);
    expect(await news.messages(payment)).toEqual([]);
    expect(await news.left(payment)).toBe(4200);
  });

  it('counts the events of another account', async () => {
    const before = await countOf('payments_other_events_total', 'of="account"');
    await payments.deliver('charge.dispute.created', {}, 0, { account: 'acct_other' });
    expect(await countOf('payments_other_events_total', 'of="account"')).toBe(before + 1);
  });

  it('is sent again by Stripe when it overtakes the response to the charge', async () => {
    payments.edge.holdAnswers();
    const charging = payments.pay();
    await eventually(() => expect(payments.edge.held).toBe(1));
    const intent = (await payments.stripe.paymentIntents.list({ limit: 1 })).data[0];
    const unsettled = { paymentId: 'x', providerPaymentId: intent?.id } as PaymentView;
    expect(await news.deliver(unsettled, opened)).toBe(503);
    payments.edge.releaseAnswers();
    const payment = await charging;
    expect(payment.providerPaymentId).toBe(intent?.id);
    expect(await news.deliver(payment, opened)).toBe(200);
    expect(await news.messages(payment)).toMatchObject([{ revision: 1, status: 'needs_response' }]);
  });
});
