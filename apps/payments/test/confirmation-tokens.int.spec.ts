import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

describe('POST /payments with the payer of Stripe.js', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });
  afterEach(() => payments.edge.refuseCharges());
  afterAll(() => payments.close());

  const withToken = { paymentMethod: undefined, confirmationToken: 'ctoken_1' };

  it.each([
    [
      'both',
      { confirmationToken: 'ctoken_1' },
      '/confirmationToken',
      'cannot be combined with paymentMethod',
    ],
    ['neither', { paymentMethod: undefined }, '/paymentMethod', 'is required, or else confirmationToken'],
    [
      'another kind of token',
      { ...withToken, confirmationToken: 'tok_visa' },
      '/confirmationToken',
      'must be a confirmation token ID',
    ],
    [
      'a return to a script',
      { returnUrl: 'javascript:alert(1)' },
      '/returnUrl',
      'must be an http:// or https:// address',
    ],
    [
      'a return to nowhere',
      { returnUrl: '/orders/1' },
      '/returnUrl',
      'must be an http:// or https:// address',
    ],
  ])('refuses %s, and stores nothing', async (_, over, pointer, detail) => {
    const orderId = newId('ord');
    const { status, body } = await payments.chargeWithBank(orderId, 0, over);
    expect([status, body['code'], body['errors']]).toEqual([400, 'validation_failed', [{ pointer, detail }]]);
    const rows = await payments.database.query<unknown[]>('select from payment where order_id = $1', [
      orderId,
    ]);
    expect(rows).toEqual([]);
  });

  it.each([
    ['used before', 'confirmation_token_already_used'],
    ['unknown', 'resource_missing'],
  ])('refuses a token that Stripe says was %s, permanently and without a charge', async (_, code) => {
    const orderId = newId('ord');
    payments.edge.refuseCharges({ code, param: 'confirmation_token' });
    const refused = await payments.chargeWithBank(orderId, 0, withToken);
    expect(refused).toMatchObject({ status: 422, body: { code: 'payment_method_invalid' } });
    payments.edge.refuseCharges();
    const again = await payments.chargeWithBank(orderId, 1, withToken);
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([refused.text, 'true']);
    expect(await payments.intentsFor(orderId)).toEqual([]);
    const { body } = await payments.ledger(`orderIds=${orderId}`);
    expect(body['payments']).toMatchObject([{ status: 'failed', provider: { code } }]);
  });
});
