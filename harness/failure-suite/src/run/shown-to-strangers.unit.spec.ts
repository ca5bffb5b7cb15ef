import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '@holdfast/witness';
import { shownToStrangers } from './shown-to-strangers.ts';

const opened = (over: Partial<CustomerResponse>): CustomerResponse => ({
  shopper: 'Ada',
  startedAt: 0,
  endedAt: 1,
  method: 'POST',
  path: '/orders/ord_1/refunds',
  key: 'k',
  sent: '{}',
  sentHeaders: { authorization: 'Bearer own' },
  deadlineMs: null,
  status: 201,
  headers: {},
  text: '{}',
  failure: null,
  ...over,
});

const read = opened({ method: 'GET', path: '/orders/ord_1', key: null, sent: null, status: 200 });

async function ask(responses: readonly CustomerResponse[], status: number) {
  const asked: unknown[] = [];
  const system = {
    ask: (name: string, path: string, init: RequestInit = {}) => {
      asked.push([name, init.method, path, init.headers, init.body]);
      return Promise.resolve({ status, text: '' });
    },
  };
  return { shown: await shownToStrangers(system, ['checkout', 'checkout-2'], responses), asked };
}

const credentials = [`Bearer ${'A'.repeat(43)}`, 'Bearer x'];

describe('shownToStrangers', () => {
  it.each([401, 404, 429])(
    "repeats a customer's request at every copy, with other credentials, to be refused with %d",
    async (status) => {
      const { shown, asked } = await ask([opened({})], status);
      expect(asked).toEqual(
        ['checkout', 'checkout-2'].flatMap((name) =>
          credentials.map((authorization) => {
            const headers = { authorization, 'idempotency-key': 'k', 'content-type': 'application/json' };
            return [name, 'POST', '/orders/ord_1/refunds', headers, '{}'];
          }),
        ),
      );
      expect(shown).toEqual([]);
    },
  );

  it.each([200, 409])(
    'lists what is not refused, because %d shows that there is an order',
    async (status) => {
      const { shown } = await ask([read], status);
      expect([...new Set(shown)]).toEqual([
        `checkout returned ${status} to a stranger's GET /orders/ord_1`,
        `checkout-2 returned ${status} to a stranger's GET /orders/ord_1`,
      ]);
    },
  );

  it('leaves out what needs no token, and what was refused', async () => {
    const responses = [
      opened({ path: '/checkouts', sentHeaders: {} }),
      opened({ status: 409 }),
      opened({ status: 0 }),
    ];
    expect((await ask(responses, 200)).asked).toEqual([]);
  });

  it('repeats the latest two of each method', async () => {
    const many = [1, 2, 3].map((n) => opened({ key: `k${n}` }));
    const { asked } = await ask([...many, read], 404);
    expect(asked).toHaveLength(12);
    expect(JSON.stringify(asked)).not.toContain('"k1"');
  });
});
