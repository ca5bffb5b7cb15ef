import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const receiver = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

beforeAll(async () => {
  await receiver.start();
  simulator = await new SimulatorProcess({
    WEBHOOK_URL: receiver.url,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  }).start();
  stripe = simulator.stripe();
});
afterAll(async () => {
  await simulator.dispose();
  await receiver.stop();
});

const pay = (method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(aCharge({ payment_method: method }));

async function disputeOf(intent: Stripe.PaymentIntent): Promise<Stripe.Dispute> {
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  if (dispute === undefined) throw new Error('there is no dispute');
  return dispute;
}

const eventsOf = (id: string): string[] =>
  receiver.events
    .filter(({ data }) => (data.object as { id: string }).id === id)
    .map(({ type, data }) => `${type} ${(data.object as Stripe.Dispute).status}`)
    .sort();

const refundOf = (intent: Stripe.PaymentIntent): Promise<Stripe.Refund> =>
  stripe.refunds.create({ payment_intent: intent.id });

const create = async (
  body: object,
): Promise<{ status: number; body: Stripe.Dispute & { error: unknown } }> => {
  const response = await simulator.ask('disputes', body);
  return { status: response.status, body: (await response.json()) as Stripe.Dispute & { error: unknown } };
};

describe('a payment with a test card for disputes', () => {
  it.each([
    ['pm_card_createDispute', 'fraudulent', '10.4'],
    ['pm_card_createDisputeProductNotReceived', 'product_not_received', '13.1'],
  ])('%s is disputed as %s, and the money is withdrawn', async (card, reason, networkReason) => {
    const intent = await pay(card);
    expect(intent.status).toBe('succeeded');
    const dispute = await disputeOf(intent);
    expect(dispute).toMatchObject({
      amount: 4_200,
      charge: intent.latest_charge,
      is_charge_refundable: false,
      network_reason_code: networkReason,
      payment_intent: intent.id,
      payment_method_details: { card: { brand: 'visa', case_type: 'chargeback' } },
      reason,
      status: 'needs_response',
    });
    expect(dispute.balance_transactions).toMatchObject([{ amount: -4_200, fee: 1_500, net: -5_700 }]);
    expect(dispute.evidence_details.due_by).toBeGreaterThan(dispute.created);
    expect(await stripe.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({ disputed: true });
    await eventually(() =>
      expect(eventsOf(dispute.id)).toEqual([
        'charge.dispute.created needs_response',
        'charge.dispute.funds_withdrawn needs_response',
      ]),
    );
    expect(await errorOf(refundOf(intent))).toMatchObject({
      code: 'charge_disputed',
      message: `Charge ${idOf(intent.latest_charge)} has been charged back; cannot issue a refund.`,
      statusCode: 400,
    });
  });

  it('pm_card_createDisputeInquiry takes no money, and can be refunded', async () => {
    const intent = await pay('pm_card_createDisputeInquiry');
    const inquiry = await disputeOf(intent);
    expect(inquiry).toMatchObject({
      balance_transactions: [],
      is_charge_refundable: true,
      status: 'warning_needs_response',
    });
    expect(await refundOf(intent)).toMatchObject({ amount: 4_200 });
    expect(await stripe.disputes.close(inquiry.id)).toMatchObject({ status: 'warning_closed' });
  });

  it('pm_card_createMultipleDisputes is disputed twice, never for more than was paid', async () => {
    const { data } = await stripe.disputes.list({
      payment_intent: (await pay('pm_card_createMultipleDisputes')).id,
    });
    expect(data.map(({ amount }) => amount)).toEqual([2_100, 2_100]);
  });

  it('pm_card_createIssuerFraudRecord gets a warning that a refund settles', async () => {
    const intent = await pay('pm_card_createIssuerFraudRecord');
    const { data } = await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id });
    expect(data).toMatchObject([{ actionable: true, charge: intent.latest_charge }]);
    await refundOf(intent);
    const id = data[0]?.id ?? '';
    expect(await stripe.radar.earlyFraudWarnings.retrieve(id)).toMatchObject({ actionable: false });
    await eventually(() =>
      expect(eventsOf(id).map((line) => line.split(' ')[0])).toEqual([
        'radar.early_fraud_warning.created',
        'radar.early_fraud_warning.updated',
      ]),
    );
  });
});

describe('POST /v1/disputes/:id', () => {
  it('with winning evidence returns the money, and the charge can be refunded', async () => {
    const intent = await pay('pm_card_createDispute');
    const { id } = await disputeOf(intent);
    const won = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' } });
    expect(won).toMatchObject({ is_charge_refundable: true, status: 'won' });
    expect(won.balance_transactions.map(({ amount }) => amount)).toEqual([-4_200, 4_200]);
    await eventually(() =>
      expect(eventsOf(id)).toEqual([
        'charge.dispute.closed won',
        'charge.dispute.created needs_response',
        'charge.dispute.funds_reinstated won',
        'charge.dispute.funds_withdrawn needs_response',
        'charge.dispute.updated under_review',
      ]),
    );
    expect(await refundOf(intent)).toMatchObject({ amount: 4_200 });
  });

  it('with losing evidence loses the money for good', async () => {
    const intent = await pay('pm_card_createDispute');
    const { id } = await disputeOf(intent);
    const lost = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'losing_evidence' } });
    expect(lost).toMatchObject({ is_charge_refundable: false, status: 'lost' });
    expect(await errorOf(refundOf(intent))).toMatchObject({ code: 'charge_disputed' });
    expect(await errorOf(stripe.disputes.close(id))).toMatchObject({
      message: 'This dispute is already closed',
    });
  });

  it('stages evidence with submit=false, and submits it once', async () => {
    const { id } = await disputeOf(await pay('pm_card_createDispute'));
    const staged = await stripe.disputes.update(id, {
      evidence: { customer_name: 'Jenny', uncategorized_text: 'Delivered.' },
      metadata: { case: '7' },
      submit: false,
    });
    expect(staged).toMatchObject({
      evidence: { customer_name: 'Jenny' },
      evidence_details: { has_evidence: true, submission_count: 0 },
      metadata: { case: '7' },
      status: 'needs_response',
    });
    expect(await stripe.disputes.update(id, { submit: true })).toMatchObject({
      evidence_details: { submission_count: 1 },
      status: 'under_review',
    });
    const again = stripe.disputes.update(id, { evidence: { customer_name: 'Ben' } });
    expect(await errorOf(again)).toMatchObject({ statusCode: 400 });
    expect(await stripe.disputes.update(id, { metadata: { case: '' } })).toMatchObject({
      metadata: {},
      status: 'under_review',
    });
  });

  it('escalates an inquiry into a dispute', async () => {
    const { id } = await disputeOf(await pay('pm_card_createDisputeInquiry'));
    const evidence = { uncategorized_text: 'escalate_inquiry_evidence' };
    expect(await stripe.disputes.update(id, { evidence })).toMatchObject({
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback' } },
      status: 'needs_response',
    });
  });

  it('refuses an unknown dispute and unknown evidence', async () => {
    expect(await errorOf(stripe.disputes.retrieve('du_0'))).toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
    const { id } = await disputeOf(await pay('pm_card_createDispute'));
    const response = await simulator.post(`/v1/disputes/${id}`, { 'evidence[invented]': 'x' });
    expect(await response.json()).toMatchObject({ error: { code: 'parameter_unknown' } });
  });
});

describe('POST /_simulator/disputes', () => {
  it('disputes what was not refunded, is listed in the ledger, and ends on demand', async () => {
    const intent = await pay();
    await stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
    expect((await create({ paymentIntentId: intent.id, amountMinor: 3_201 })).status).toBe(409);
    const made = await create({ paymentIntentId: intent.id, reason: 'duplicate' });
    expect(made).toMatchObject({ status: 201, body: { amount: 3_200, reason: 'duplicate' } });
    expect((await create({ chargeId: intent.latest_charge })).status).toBe(409);
    const { id } = made.body;
    const ends = await Promise.all(
      ['won', 'lost', 'won', 'lost'].map((as) => simulator.ask(`disputes/${id}/close`, { as })),
    );
    expect(ends.filter(({ status }) => status === 200)).toHaveLength(1);
    const ledger = (await (await fetch(`${simulator.url}/_simulator/charges`)).json()) as {
      disputes: { disputeId: string }[];
    };
    const { evidence_details } = await stripe.disputes.retrieve(id);
    expect(ledger.disputes.find(({ disputeId }) => disputeId === id)).toMatchObject({
      amountMinor: 3_200,
      chargeId: intent.latest_charge,
      currency: 'usd',
      dueBy: new Date(Number(evidence_details.due_by) * 1_000).toISOString(),
      paymentIntentId: intent.id,
      reason: 'duplicate',
      status: 'won',
    });
  });

  it('reopens a dispute that was won, once, and withdraws the money again', async () => {
    const intent = await pay('pm_card_createDispute');
    const { id } = await disputeOf(intent);
    const reopen = async (): Promise<number> => (await simulator.ask(`disputes/${id}/reopen`, {})).status;
    expect(await reopen()).toBe(409);
    await simulator.ask(`disputes/${id}/close`, { as: 'won' });
    expect(await reopen()).toBe(200);
    expect(await reopen()).toBe(409);
    const reopened = await stripe.disputes.retrieve(id);
    expect(reopened).toMatchObject({ is_charge_refundable: false, status: 'needs_response' });
    expect(reopened.balance_transactions.map(({ amount }) => amount)).toEqual([-4_200, 4_200, -4_200]);
    expect(await errorOf(refundOf(intent))).toMatchObject({ code: 'charge_disputed' });
    await eventually(() =>
      expect(eventsOf(id)).toEqual([
        'charge.dispute.closed won',
        'charge.dispute.created needs_response',
        'charge.dispute.funds_reinstated won',
        'charge.dispute.funds_withdrawn needs_response',
        'charge.dispute.funds_withdrawn needs_response',
        'charge.dispute.updated needs_response',
      ]),
    );
  });

  it('does not reopen a dispute whose money was refunded since', async () => {
    const intent = await pay('pm_card_createDispute');
    const { id } = await disputeOf(intent);
    await simulator.ask(`disputes/${id}/close`, { as: 'won' });
    await refundOf(intent);
    expect((await simulator.ask(`disputes/${id}/reopen`, {})).status).toBe(409);
    expect((await simulator.ask('disputes/du_unknown/reopen', {})).status).toBe(404);
  });

  it('lets the bank take a debit back for good', async () => {
    const { id } = await pay('pm_usBankAccount_success');
    await simulator.ask(`payment_intents/${id}/settle`, { as: 'succeeded' });
    expect((await create({ paymentIntentId: id, inquiry: true })).status).toBe(409);
    expect((await create({ paymentIntentId: id, resolved: true })).status).toBe(409);
    const made = await create({ paymentIntentId: id, reason: 'insufficient_funds' });
    expect(made).toMatchObject({ status: 201, body: { reason: 'insufficient_funds', status: 'lost' } });
    await eventually(() =>
      expect(eventsOf(made.body.id)).toEqual([
        'charge.dispute.closed lost',
        'charge.dispute.created needs_response',
        'charge.dispute.funds_withdrawn needs_response',
      ]),
    );
    expect((await simulator.ask(`disputes/${made.body.id}/close`, { as: 'won' })).status).toBe(409);
  });

  it.each([
    [{}, 400],
    [{ paymentIntentId: 'pi_0', chargeId: 'ch_0' }, 400],
    [{ paymentIntentId: 'pi_0', reason: 'invented' }, 400],
    [{ paymentIntentId: 'pi_0' }, 404],
  ])('refuses %j with %d', async (body, status) => {
    expect(await create(body)).toMatchObject({ status, body: { error: {} } });
  });

  it('refuses to dispute what was never taken', async () => {
    const intent = await pay('pm_usBankAccount_success');
    expect((await create({ paymentIntentId: intent.id })).status).toBe(409);
    expect((await simulator.ask('early_fraud_warnings', { paymentIntentId: intent.id })).status).toBe(409);
  });
});
