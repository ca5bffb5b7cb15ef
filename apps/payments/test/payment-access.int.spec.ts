import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, paymentsFixture, type PaymentsFixture, type Reply, usd } from './payments-fixture.ts';

const secrets = {
  shop: 'shop-4c1f8e0d72b94a6f8d11',
  'shop, new key': 'shop-9b2e6d3f51c84b7a9e22',
  rival: 'rival-7d5a3c2b19e04f8b6c33',
  reader: 'reader-1a9f7e5d3c2b4a6d8e44',
  clerk: 'clerk-6e4c2a1b9d8f4e7c5b55',
  bookkeeper: 'books-2c8d6b4a1f9e4d3b7a66',
  board: 'board-5f3d1b9a7c8e4c6d2b77',
};

const keys = [
  `shop:${secrets.shop}`,
  `shop:${secrets['shop, new key']}`,
  `rival:${secrets.rival}`,
  `reader:${secrets.reader}:read`,
  `clerk:${secrets.clerk}:refund+read`,
  `bookkeeper:${secrets.bookkeeper}:ledger`,
  `board:${secrets.board}:ops`,
];

type Name = keyof typeof secrets;

describe('A payment', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, {
      EXTRA_API_KEYS: keys.join(','),
      RECONCILE_MIN_AGE_MS: '0',
    });
  });
  afterAll(() => payments.close());

  const ask = (name: Name, method: string, path: string, body?: object, key = aKey()): Promise<Reply> =>
    payments.ask(path, {
      method,
      headers: {
        authorization: `Bearer ${secrets[name]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const charge = (name: Name, orderId = newId('ord')): Promise<Reply> =>
    ask(name, 'POST', '/payments', { orderId, amount: usd(4200), paymentMethod: 'pm_card_visa' });

  const paid = async (name: Name): Promise<{ paymentId: string; orderId: string }> => {
    const { status, body } = await charge(name);
    expect(status).toBe(201);
    return { paymentId: String(body['paymentId']), orderId: String(body['orderId']) };
  };

  const refund = (name: Name, paymentId: string): Promise<Reply> =>
    ask(name, 'POST', `/payments/${paymentId}/refunds`, { amount: usd(100) });

  const outcome = ({ status, body }: Reply): unknown[] => [status, body['code']];
  const notFound = [404, 'payment_not_found'];
  const scopeMissing = [403, 'scope_missing'];

  it('is seen and refunded by the caller that charged it, with each of its keys', async () => {
    const { paymentId, orderId } = await paid('shop');
    for (const name of ['shop', 'shop, new key'] as const) {
      expect((await ask(name, 'GET', `/payments/${paymentId}`)).status).toBe(200);
      expect((await ask(name, 'GET', `/payments?orderId=${orderId}`)).body).toMatchObject({ paymentId });
      expect((await refund(name, paymentId)).status).toBe(201);
    }
  });

  it('does not exist for another caller, who gets the same response as for an unknown payment', async () => {
    const { paymentId, orderId } = await paid('shop');
    const unknown = await ask('rival', 'GET', `/payments/${newId('pay')}`);
    for (const reply of [
      await ask('rival', 'GET', `/payments/${paymentId}`),
      await ask('rival', 'GET', `/payments?orderId=${orderId}`),
      await refund('rival', paymentId),
    ]) {
      expect(outcome(reply)).toEqual(notFound);
      expect(reply.body['detail']).toBe(unknown.body['detail']);
    }
    expect((await ask('shop', 'GET', `/payments/${paymentId}`)).body).toMatchObject({ status: 'succeeded' });
    expect(await payments.refundsOf(paymentId)).toBe(0);
  });

  it('of an order that two callers charged is shown to each as its own', async () => {
    const orderId = newId('ord');
    const [first, second] = [await charge('shop', orderId), await charge('rival', orderId)];
    for (const [name, { body }] of [
      ['shop', first],
      ['rival', second],
    ] as const) {
      const seen = await ask(name, 'GET', `/payments?orderId=${orderId}`);
      expect(seen.body['paymentId']).toBe(body['paymentId']);
    }
  });

  it("is in the ledger of every bookkeeper, marked as the caller's own or not", async () => {
    const own = await payments.pay();
    const other = await paid('rival');
    const { body } = await payments.ledger(`orderIds=${own.orderId},${other.orderId}`);
    expect(body['payments']).toMatchObject([
      { paymentId: own.paymentId, isYours: true },
      { paymentId: other.paymentId, isYours: false },
    ]);
  });

  it('is seen with read and with ledger, and refunded only with refund as well', async () => {
    const { paymentId } = await paid('shop');
    for (const name of ['reader', 'bookkeeper', 'clerk'] as const)
      expect((await ask(name, 'GET', `/payments/${paymentId}`)).status).toBe(200);
    expect(outcome(await refund('reader', paymentId))).toEqual(scopeMissing);
    expect(outcome(await refund('bookkeeper', paymentId))).toEqual(scopeMissing);
    expect((await refund('clerk', paymentId)).status).toBe(201);
  });

  it('is announced to checkout only if checkout requested it', async () => {
    const theirs = await paid('rival');
    const own = await payments.charge();
    const announced = await payments.database.query<{ id: string }[]>(
      `select payload->>'paymentId' as id from outbox where name = 'payment-settled' and payload->>'paymentId' = any($1)`,
      [[theirs.paymentId, own.body['paymentId']]],
    );
    expect(announced).toEqual([{ id: own.body['paymentId'] }]);
  });

  it('from before callers were kept belongs to checkout', async () => {
    const { paymentId } = await paid('shop');
    await payments.database.query('update payment set caller = default where payment_id = $1', [paymentId]);
    expect(outcome(await ask('shop', 'GET', `/payments/${paymentId}`))).toEqual(notFound);
    const [row] = await payments.database.query('select caller from payment where payment_id = $1', [
      paymentId,
    ]);
    expect(row).toEqual({ caller: 'checkout' });
  });

  it('that is adopted from Stripe after it was lost here still belongs to the caller that charged it', async () => {
    const { paymentId } = await paid('shop');
    const isRepairable = async (): Promise<void> => {
      const { differences } = await payments.reconcile();
      expect(differences).toContainEqual(expect.objectContaining({ paymentId, state: 'repairable' }));
    };
    await payments.database.query('delete from payment where payment_id = $1', [paymentId]);
    await eventually(isRepairable);
    await payments.reconcile(true);
    expect((await ask('shop', 'GET', `/payments/${paymentId}`)).status).toBe(200);
    expect(outcome(await ask('rival', 'GET', `/payments/${paymentId}`))).toEqual(notFound);
  });

  describe("when the queue board's key is presented", () => {
    it.each([
      ['POST', '/payments', { orderId: newId('ord'), amount: usd(4200), paymentMethod: 'pm_card_visa' }],
      ['POST', `/payments/${newId('pay')}/refunds`, {}],
      ['GET', `/payments/${newId('pay')}`, undefined],
      ['GET', `/payments?orderId=${newId('ord')}`, undefined],
      ['GET', '/ledger?since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z', undefined],
      ['POST', '/reconciliations', { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }],
    ])('%s %s is refused and nothing is charged', async (method, path, body) => {
      const before = await payments.chargesAtStripe();
      expect(outcome(await ask('board', method, path, body))).toEqual(scopeMissing);
      expect(await payments.chargesAtStripe()).toBe(before);
    });
  });

  it.each([
    ['GET', '/ledger?since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z', undefined, 'ledger'],
    [
      'POST',
      '/reconciliations',
      { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' },
      'reconcile',
    ],
  ])(
    'ledgers are closed to a key that may only charge and refund (%s %s)',
    async (method, path, body, scope) => {
      const reply = await ask('shop', method, path, body);
      expect(outcome(reply)).toEqual(scopeMissing);
      expect(reply.body['neededScopes']).toEqual([scope]);
    },
  );
});
