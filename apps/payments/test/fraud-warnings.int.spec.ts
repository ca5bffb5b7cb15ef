import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LedgerPage, type PaymentView } from '@holdfast/contracts';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

const start = Math.floor(Date.now() / 1_000) - 1_000;

describe('POST /webhooks/stripe about an early fraud warning', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterAll(() => payments.close());

  const idFor = ({ paymentId }: PaymentView): string => `issfr_${paymentId.slice(-12)}`;

  function deliver(payment: PaymentView, type: 'created' | 'updated', over: object = {}, event: object = {}) {
    const warning = {
      id: idFor(payment),
      object: 'radar.early_fraud_warning',
      payment_intent: payment.providerPaymentId,
      actionable: type === 'created',
      fraud_type: 'made_with_stolen_card',
      created: start,
      livemode: false,
      ...over,
    };
    const created = start + (type === 'created' ? 1 : 2);
    return payments.deliver(`radar.early_fraud_warning.${type}`, warning, 0, { created, ...event });
  }

  async function warningsOf({ orderId }: PaymentView): Promise<unknown> {
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    return (body as unknown as LedgerPage).payments[0]?.fraudWarnings;
  }

  it.each([
    ['in order', ['created', 'updated']],
    ['out of order', ['updated', 'created']],
    ['repeatedly', ['created', 'updated', 'created', 'updated']],
  ] as const)('shows it in the ledger, and when a refund no longer helps, reported %s', async (_, types) => {
    const payment = await payments.pay();
    for (const type of types) expect(await deliver(payment, type)).toBe(200);
    const createdAt = new Date(start * 1_000).toISOString();
    expect(await warningsOf(payment)).toEqual([
      { warningId: idFor(payment), fraudType: 'made_with_stolen_card', isActionable: false, createdAt },
    ]);
  });

  it('does not reach checkout or its customers', async () => {
    const payment = await payments.pay();
    await deliver(payment, 'created');
    const names = await payments.database.query<{ name: string }[]>(
      `select name from outbox where payload ->> 'orderId' = $1`,
      [payment.orderId],
    );
    expect(names).toEqual([{ name: 'payment-settled' }]);
    expect(await payments.show(payment.paymentId)).toEqual(payment);
  });

  it.each([
    ['of a connected account', {}, { account: 'acct_other' }],
    ['in live mode', {}, { livemode: true }],
    ['of a charge that is not ours', { payment_intent: 'pi_nobody' }, {}],
    ['of a charge without an intent', { payment_intent: undefined }, {}],
  ])('acknowledges a warning %s, and records nothing', async (_, over, event) => {
    const payment = await payments.pay();
    expect(await deliver(payment, 'created', over, event)).toBe(200);
    expect(await warningsOf(payment)).toEqual([]);
  });
});
