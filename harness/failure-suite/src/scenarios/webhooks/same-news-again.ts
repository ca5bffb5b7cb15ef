import assert from 'node:assert/strict';
import { NotHit } from '@holdfast/engine';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { deliver } from '../an-event.ts';
import { mailsAbout } from '../emails-seen.ts';
import { becomes, chargesOf, expectPaid, expectResponse } from '../expectations.ts';
import { operatorsSee } from '../gauges-seen.ts';
import { everythingAbout, isIdle, repeatMessages, underNewIds } from '../news.ts';
import { refundedTotalIs, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard } from '../refunds-seen.ts';
import { whileLocked } from '../row-locks.ts';

/**
 * Repeats all events and messages of something under other IDs, newest first and oldest first: nothing may
 * change.
 */
async function sameNewsAgain(system: System, act: (system: System) => Promise<string>): Promise<void> {
  const orderId = await act(system);
  await isIdle(system);
  const before = await everythingAbout(system, orderId);
  const newestFirst = await underNewIds(system, orderId);
  for (const event of [...newestFirst, ...(await underNewIds(system, orderId)).toReversed()])
    assert.equal((await deliver(system, event)).status, 200, event.body);
  await isIdle(system);
  await repeatMessages(system, orderId);
  assert.deepEqual(await everythingAbout(system, orderId), before, `the same news changed ${orderId}`);
}

const rowsOfOrder = ['payment', 'refund'].map((table) => `select from ${table} where order_id = $1`);

/**
 * Withholds the events of something, then delivers each three times, all but one at the same moment, while
 * the rows are locked: so none is done before the others have begun.
 */
async function newsAtOnce(
  system: System,
  act: (system: System, orderId: string) => Promise<void>,
  order: { readonly paymentMethod?: string },
) {
  const orderId = expectPaid(await system.shopper('Ada').checkOut({ order }));
  await isIdle(system);
  await system.simulator.withholdEvents();
  await act(system, orderId);
  const repeated = [...(await underNewIds(system, orderId)), ...(await underNewIds(system, orderId))];
  const statuses = await whileLocked(system, 'payments', rowsOfOrder, [orderId], () =>
    Promise.all(repeated.map(async (event) => (await deliver(system, event)).status)),
  );
  assert.deepEqual(
    statuses.filter((status) => status !== 200 && status !== 503),
    [],
  );
  if (!statuses.includes(200)) throw new NotHit('Payments took none of the repeated events.');
  await system.simulator.clearFaults();
  await isIdle(system);
  const { history, messages, refunds } = await everythingAbout(system, orderId);
  for (const facts of [history, messages.flat(), refunds.map((refund) => refund['provider_refund_id'])])
    assert.equal(
      new Set(facts.map((fact) => JSON.stringify(fact))).size,
      facts.length,
      JSON.stringify(facts),
    );
}

async function settledByBank(system: System, as: 'succeeded' | 'failed'): Promise<string> {
  const { orderId, end } = await bankPayment(system, system.shopper('Ada'));
  await end(as);
  await becomes(system, orderId, as === 'succeeded' ? 'paid' : 'payment_failed');
  return orderId;
}

const paid = async (system: System, order = {}): Promise<string> =>
  expectPaid(await system.shopper('Ada').checkOut({ order }));

async function refunded(system: System): Promise<string> {
  const ada = system.shopper('Ada');
  const orderId = expectPaid(await ada.checkOut());
  expectResponse(await ada.refund(orderId), 201);
  return orderId;
}

async function refundReturned(system: System): Promise<string> {
  const ada = system.shopper('Ada');
  const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
  expectResponse(await ada.refund(orderId), 201);
  await system.until('the refund was returned', async () =>
    (await mailsAbout(system, orderId)).some(({ text }) => text.includes('Your bank returned')),
  );
  return orderId;
}

async function refundedInParts(system: System): Promise<string> {
  const ada = system.shopper('Ada');
  const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
  expectResponse(await refundPart(system, ada, orderId, usd(1_000)), 201);
  await inDashboard(system, orderId, 700);
  await refundedTotalIs(system, ada, orderId, 1_700);
  return orderId;
}

async function disputed(system: System, as: 'won' | 'lost'): Promise<string> {
  const ada = system.shopper('Ada');
  const orderId = expectPaid(await ada.checkOut());
  const dispute = await openDispute(system, orderId);
  await disputeIs(system, ada, orderId, 'needs_response');
  await dispute.close(as);
  await disputeIs(system, ada, orderId, as);
  return orderId;
}

async function warned(system: System): Promise<string> {
  const orderId = await paid(system);
  const [charge] = await chargesOf(system, orderId);
  await system.simulator.post('/_simulator/early_fraud_warnings', { chargeId: charge?.chargeId });
  return orderId;
}

const row = (
  name: { readonly name: string },
  news: string,
  proves: Scenario['proves'],
  act: (system: System) => Promise<string>,
): Scenario => ({
  ...name,
  broken: `The provider reports ${news} again under other event IDs, newest first and then oldest first. Payments repeats its messages likewise.`,
  customerSees: 'Nothing new: no status, line of history or email is added or changed.',
  cell: { edge: 'stripe->payments', fault: 'same news, another ID', phase: 'after the response' },
  proves: ['webhook.idempotency', ...proves],
  run: (system) => sameNewsAgain(system, act),
});

const atOnce = (
  name: { readonly name: string },
  news: string,
  act: (system: System, orderId: string) => Promise<void>,
  order: { readonly paymentMethod?: string } = {},
): Scenario => ({
  ...name,
  broken: `The provider reports ${news} three times under different event IDs, in no order and at the same moment.`,
  customerSees: 'Each step once.',
  cell: { edge: 'stripe->payments', fault: 'same news, another ID', phase: 'before the callee sees it' },
  proves: ['webhook.idempotency', 'refund.idempotency'],
  run: (system) => newsAtOnce(system, act, order),
});

export default [
  row({ name: 'same-news-of-a-charge' }, 'a charge', ['payment.idempotency'], paid),
  row({ name: 'same-news-of-a-bank-payment' }, 'a bank payment', ['payment.idempotency'], (system) =>
    settledByBank(system, 'succeeded'),
  ),
  row({ name: 'same-news-of-a-failed-payment' }, 'a failed payment', ['payment.idempotency'], (system) =>
    settledByBank(system, 'failed'),
  ),
  row({ name: 'same-news-of-a-refund' }, 'a refund', ['refund.idempotency'], refunded),
  row(
    { name: 'same-news-of-a-returned-refund' },
    'a returned refund',
    ['refund.idempotency'],
    refundReturned,
  ),
  row({ name: 'same-news-of-parts' }, 'refunds of parts', ['refund.idempotency'], refundedInParts),
  row({ name: 'same-news-of-a-won-dispute' }, 'a dispute and its end', [], (system) =>
    disputed(system, 'won'),
  ),
  row({ name: 'same-news-of-a-lost-dispute' }, 'a lost dispute', ['refund.idempotency'], (system) =>
    disputed(system, 'lost'),
  ),
  row({ name: 'same-news-of-a-fraud-warning' }, 'an early fraud warning', [], warned),
  {
    ...row({ name: 'same-news-of-an-old-fraud-warning' }, 'a fraud warning of last week', [], warned),
    run: async (system) => {
      await sameNewsAgain(system, warned);
      await operatorsSee(system, ['payments', 'payments-2'], 'payments_fraud_warnings_actionable');
      await system.query(
        'payments',
        "update early_fraud_warning set created_at = created_at - interval '8 days'",
      );
    },
  },
  atOnce({ name: 'news-at-once-of-a-dashboard-refund' }, 'a refund in its dashboard', (system, orderId) =>
    inDashboard(system, orderId, 300),
  ),
  atOnce({ name: 'news-at-once-of-a-lost-dispute' }, 'a dispute and its end', async (system, orderId) => {
    await (await openDispute(system, orderId)).close('lost');
  }),
  atOnce(
    { name: 'news-at-once-of-a-returned-refund' },
    'a refund and its return',
    async (system, orderId) => {
      await inDashboard(system, orderId);
      await system.until('the bank returned it', async () =>
        (await system.ledgers()).refunds.some(({ status }) => status === 'failed'),
      );
    },
    { paymentMethod: 'pm_card_refundFail' },
  ),
] satisfies readonly Scenario[];
