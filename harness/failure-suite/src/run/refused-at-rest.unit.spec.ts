import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '@holdfast/witness';
import { refusedAtRest } from './refused-at-rest.ts';

const sent = { customer: { email: 'ada@shoppers.example' }, lines: [{ productId: 'prod_tea', quantity: 2 }] };
const schema = {
  type: 'object',
  required: ['lines'],
  properties: {
    lines: {
      type: 'array',
      items: { type: 'object', properties: { quantity: { type: 'integer', minimum: 1 } } },
    },
  },
};

const placed = (
  orderId: string,
  over: Partial<CustomerResponse> = {},
  status = 'paid',
): CustomerResponse => ({
  shopper: 'Ada',
  startedAt: 0,
  endedAt: 1,
  method: 'POST',
  path: '/checkouts',
  key: 'k',
  sent: JSON.stringify(sent),
  deadlineMs: null,
  status: 201,
  headers: {},
  text: JSON.stringify({
    ...sent,
    orderId,
    status,
    total: { amountMinor: 4200, currency: 'usd' },
    accessToken: `token of ${orderId}`,
  }),
  failure: null,
  ...over,
});

interface Answers {
  readonly checkout?: number;
  readonly refund?: readonly [status: number, code: string];
  readonly refundsAfter?: number;
}

async function ask(
  responses: readonly CustomerResponse[],
  { checkout = 400, refund = [403, 'refund_needs_operator'], refundsAfter = 0 }: Answers = {},
) {
  const asked: [path: string, authorization: string | null, body: unknown][] = [];
  let readings = 0;
  const system = {
    ask: (_copy: string, path: string, { headers, body }: RequestInit = {}) => {
      asked.push([path, new Headers(headers).get('authorization'), JSON.parse(body as string)]);
      const [status, code] = path === '/checkouts' ? [checkout, 'validation_failed'] : refund;
      return Promise.resolve({ status, text: JSON.stringify({ code }) });
    },
    query: () => Promise.resolve([{ orders: '1', refunds: (readings++ && refundsAfter).toString() }]),
  };
  return { accepted: await refusedAtRest(system, 'checkout', responses, schema), asked };
}

const latest = [placed('ord_1'), placed('ord_2')];

describe('refusedAtRest', () => {
  it('sends wrong variants of the latest paid checkout, and requests for a part of its money', async () => {
    const { asked, accepted } = await ask(latest);
    const refunds = ['/orders/ord_2/refunds', 'Bearer token of ord_2'];
    const withQuantity = (quantity: number) => ({ ...sent, lines: [{ productId: 'prod_tea', quantity }] });
    expect(asked).toEqual([
      ['/checkouts', null, { customer: sent.customer }],
      ['/checkouts', null, withQuantity(0)],
      ['/checkouts', null, withQuantity(-1)],
      ['/checkouts', null, withQuantity(1.5)],
      [...refunds, { amount: { amountMinor: 1, currency: 'usd' } }],
      [...refunds, { lines: [{ productId: 'prod_tea', quantity: 1 }] }],
    ]);
    expect(accepted).toEqual([]);
  });

  it.each([201, 402, 409, 500])('lists a wrong checkout that got %d', async (status) => {
    const { accepted } = await ask(latest, { checkout: status });
    expect(accepted).toContain(`checkout returned ${status} to a checkout whose lines.0.quantity = 0`);
    expect(accepted).toHaveLength(4);
  });

  it.each<readonly [number, string]>([
    [201, ''],
    [403, 'scope_missing'],
    [409, 'order_not_refundable'],
  ])('lists the refund of a part that got %d %s', async (status, code) => {
    const { accepted } = await ask(latest, { refund: [status, code] });
    expect(accepted).toEqual([
      `checkout returned ${status} to a customer's refund of a part by amount`,
      `checkout returned ${status} to a customer's refund of a part by lines`,
    ]);
  });

  it.each([429, 503])('takes %d for a refusal', async (status) => {
    expect((await ask(latest, { checkout: status, refund: [status, ''] })).accepted).toEqual([]);
  });

  it('lists rows that a refused request left', async () => {
    expect((await ask(latest, { refundsAfter: 1 })).accepted).toEqual([
      'refused requests left rows: orders 1, refunds 0 → orders 1, refunds 1',
    ]);
  });

  it('leaves out orders that are not paid, and responses that were cut', async () => {
    const others = [
      placed('ord_3', {}, 'payment_pending'),
      placed('ord_4', { status: 202 }),
      placed('ord_5', { text: '{"orderId":' }),
      placed('ord_6', { text: 'null' }),
      placed('ord_7', { sent: null }),
      placed('ord_8', { path: '/orders/ord_8' }),
    ];
    expect((await ask(others)).asked).toEqual([]);
    expect((await ask([placed('ord_1'), ...others])).asked[4]?.[0]).toBe('/orders/ord_1/refunds');
  });
});
