import { describe, expect, it } from '@jest/globals';
import { heldAtRest, heldIn, moreConnections } from './held-at-rest.ts';

const page = (inUse: number, calls = 0, requests = 0, waiting = 0): string => `
# TYPE http_server_in_flight_requests gauge
http_server_in_flight_requests{service="payments"} ${requests}
resilience_bulkhead_in_use{dependency="stripe",service="payments"} ${calls}
resilience_bulkhead_in_use{dependency="mail",service="payments"} 0
postgres_pool_connections{state="in_use",service="payments"} ${inUse}
postgres_pool_connections{state="idle",service="payments"} 9
postgres_pool_connections{state="waiting",service="payments"} ${waiting}
`;

/** Registered gauges whose value is not known yet. */
const types = [
  'resilience_bulkhead_in_use',
  'resilience_cache_writes_in_progress',
  'idempotency_process_requests',
  'checkout_payments_refused',
  'payments_refused_by_provider',
  'messaging_dead_letters',
  'outbox_dead_rows',
  'payments_disputes_open',
]
  .map((gauge) => `# TYPE ${gauge} gauge\n`)
  .join('');
const whole = (of: string): string =>
  `${of}http_server_connections{state="open"} 1\nhttp_server_connections{state="counted"} 1\n${types}`;

describe('heldIn', () => {
  it.each([
    ['nothing', page(0), []],
    ['a connection', page(2), ['connections in use: 2']],
    ['a call', page(0, 1), ['calls in progress: 1']],
    ['a request', page(0, 0, 3), ['requests in progress: 3']],
    [
      'a request that works on its key, and its duplicates',
      `${page(0)}
idempotency_process_requests{state="active",service="payments"} 1
idempotency_process_requests{state="waiting",service="payments"} 8`,
      ['requests that work on a key: 1', 'requests that wait for another: 8'],
    ],
    [
      'a write that never ends, and refusals that outlive their cause',
      `${page(0)}
resilience_cache_writes_in_progress{service="checkout"} 2
checkout_payments_refused{service="checkout"} 1
payments_refused_by_provider{service="payments"} 1`,
      [
        'cache writes in progress: 2',
        'orders refused because payments cannot charge: 1',
        'charges held back because the provider rejects the shop: 1',
      ],
    ],
    [
      'connections that were closed and still count, but none that is open',
      `${page(0)}
http_server_connections{state="open",service="checkout"} 3
http_server_connections{state="counted",service="checkout"} 5`,
      ['closed connections that still count: 2'],
    ],
    [
      'a caller in the queue of the pool',
      page(10, 0, 0, 4),
      ['connections in use: 10', 'waiting for a connection: 4'],
    ],
  ])('reads %s', (_what, text, held) => {
    expect(heldIn(text)).toEqual(held);
  });
});

describe('a page without gauges', () => {
  it('is not taken for one on which nothing is held', () => {
    expect(() => heldIn('{"status":401}')).toThrow('no gauges');
  });
});

describe('heldAtRest', () => {
  const read = (pages: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]> => {
    const left = new Map(Object.entries(pages).map(([name, texts]) => [name, [...texts]]));
    const ask = (process: string) => {
      const texts = left.get(process) ?? [];
      return Promise.resolve({ status: 200, text: (texts.length > 1 ? texts.shift() : texts[0]) ?? '' });
    };
    return heldAtRest({ ask }, Object.keys(pages), new AbortController().signal, 500);
  };
  const [nothing, one, two] = [whole(page(0)), whole(page(1)), whole(page(2))];

  it('reports what is still held in the end, and by whom', async () => {
    expect(await read({ checkout: [nothing], 'payments-2': [one] })).toEqual([
      'payments-2 has connections in use: 1',
    ]);
  });

  it('does not count what is released meanwhile', async () => {
    expect(await read({ checkout: [one, two, nothing, one] })).toEqual([]);
  });
});

describe('the gauges of a service', () => {
  const asked = (name: string, text: string): Promise<readonly string[]> =>
    heldAtRest(
      { ask: () => Promise.resolve({ status: 200, text }) },
      [name],
      new AbortController().signal,
      0,
    );

  it.each([
    ['checkout-2', 'checkout_payments_refused gauge'],
    ['payments', 'payments_refused_by_provider gauge'],
    ['payments', 'idempotency_process_requests gauge'],
    ['email', 'resilience_bulkhead_in_use gauge'],
    ['email', 'messaging_dead_letters gauge'],
    ['email', 'postgres_pool_connections{state="waiting"'],
    ['checkout', 'http_server_connections{state="counted"'],
  ])('are needed at %s: %s', async (name, renamed) => {
    const text = whole(page(0)).replaceAll(renamed, renamed.replace(/_[a-z]+/, '_other'));
    await expect(asked(name, text)).rejects.toThrow(`${name} has no gauge ${/^\w+/.exec(renamed)?.[0]}`);
  });

  it('are not those of another service, and unknown for a service of another shop', async () => {
    const text = whole(page(0));
    expect(await asked('payments', text.replaceAll('checkout_', ''))).toEqual([]);
    expect(await asked('email', text.replaceAll(/idempotency_|outbox_|payments_refused/g, ''))).toEqual([]);
    expect(await asked('loyalty', page(0))).toEqual([]);
  });
});

describe('moreConnections', () => {
  const counted = (counts: readonly number[]): Promise<readonly string[]> => {
    const left = [...counts];
    const count = () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? 0);
    return moreConnections(count, 60, new AbortController().signal, 300);
  };

  it('allows some, and those that close meanwhile', async () => {
    expect(await counted([68])).toEqual([]);
    expect(await counted([90, 75, 61])).toEqual([]);
  });

  it('reports those that stay', async () => {
    expect(await counted([90, 85])).toEqual(['redis has more connections than before: 25']);
  });
});
