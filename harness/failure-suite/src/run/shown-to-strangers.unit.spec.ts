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

const authorization = `Bearer ${'A'.repeat(43)}`;

describe('shownToStrangers', () => {
  it("repeats a customer's request at every copy, with another token", async () => {
    const headers = { authorization, 'idempotency-key': 'k', 'content-type': 'application/json' };
    const { shown, asked } = await ask([opened({})], 404);
    expect(asked).toEqual(
      ['checkout', 'checkout-2'].map((name) => [name, 'POST', '/orders/ord_1/refunds', headers, '{}']),
    );
    expect(shown).toEqual([]);
  });

  it('lists what is not refused', async () => {
    const { shown } = await ask([read], 200);
    expect(shown).toEqual([
      "checkout returned 200 to a stranger's GET /orders/ord_1",
      "checkout-2 returned 200 to a stranger's GET /orders/ord_1",
    ]);
  });

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
    expect(asked).toHaveLength(6);
    expect(JSON.stringify(asked)).not.toContain('"k1"');
  });
});
