import { describe, expect, it } from '@jest/globals';
import { measuredAtRest } from './measured-at-rest.ts';

interface Shop {
  readonly dead?: number;
  readonly rows?: number;
  readonly disputes?: number;
  readonly patienceMs?: number;
  readonly status?: number;
}

const page = (dead: number, rows: number, disputes: number): string => `
# TYPE messaging_dead_letters gauge
messaging_dead_letters{queue="checkout",service="checkout"} ${dead}
messaging_dead_letters{queue="email",service="email"} ${dead}
outbox_dead_rows{service="checkout"} ${rows}
payments_disputes_open{status="inquiry",service="payments"} 0
payments_disputes_open{status="needs_response",service="payments"} ${disputes}
payments_disputes_awaiting_evidence{service="payments"} ${disputes}
payments_fraud_warnings_actionable{service="payments"} ${disputes}
`;

function measured(process: string, pages: readonly string[], shop: Shop = {}): Promise<readonly string[]> {
  const { dead = 0, rows = 0, disputes = 0, patienceMs = 0, status = 200 } = shop;
  const left = [...pages];
  const tables = {
    'from outbox': [{ count: rows }],
    'from dispute': [{ count: disputes }],
    'join dispute': [
      { status: 'inquiry', count: 0 },
      { status: 'needs_response', count: disputes },
    ],
    'from early_fraud_warning': [{ count: disputes }],
  };
  const system = {
    ask: () => Promise.resolve({ status, text: (left.length > 1 ? left.shift() : left[0]) ?? '' }),
    query: (_database: string, sql: string) => {
      const found = Object.entries(tables).find(([table]) => sql.includes(table));
      return found === undefined ? Promise.reject(new Error(sql)) : Promise.resolve(found[1]);
    },
  };
  const letters = () => Promise.resolve({ checkout: dead, email: dead });
  return measuredAtRest(system, [process], letters, new AbortController().signal, patienceMs);
}

describe('measuredAtRest', () => {
  it.each(['checkout', 'checkout-2', 'payments', 'email', 'loyalty'])(
    'holds if %s shows what there is',
    async (process) => {
      expect(await measured(process, [page(2, 1, 3)], { dead: 2, rows: 1, disputes: 3 })).toEqual([]);
    },
  );

  it.each([
    ['email-2', 'messaging_dead_letters{queue="email"}'],
    ['checkout', 'outbox_dead_rows'],
    ['payments', 'payments_disputes_open{status="needs_response"}'],
    ['payments-2', 'payments_disputes_awaiting_evidence'],
    ['payments', 'payments_fraud_warnings_actionable'],
  ])('lists what %s shows wrongly: %s', async (process, gauge) => {
    const wrong = await measured(process, [page(0, 0, 0)], { dead: 1, rows: 1, disputes: 1 });
    expect(wrong).toContain(`${process} shows 0 as ${gauge}, but the ledgers have 1`);
    const old = await measured(process, [page(2, 2, 2)]);
    expect(old).toContain(`${process} shows 2 as ${gauge}, but the ledgers have 0`);
  });

  it('lists a gauge that is not shown', async () => {
    expect(await measured('email', [''])).toEqual([
      'email shows nothing as messaging_dead_letters{queue="email"}, but the ledgers have 0',
    ]);
  });

  it('waits for the meter', async () => {
    const pages = [page(0, 0, 0), page(0, 1, 0), page(1, 1, 0)];
    expect(await measured('checkout', pages, { dead: 1, rows: 1, patienceMs: 5_000 })).toEqual([]);
  });

  it('does not judge a service without metrics', async () => {
    expect(await measured('email', [''], { status: 404 })).toEqual([]);
  });
});
