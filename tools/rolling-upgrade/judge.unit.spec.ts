import { describe, expect, it } from '@jest/globals';
import { complaintsAbout, type Money } from './judge.ts';
import { type Ordered, type Sent } from './steady-checkouts.ts';

const aRequest = (over: Partial<Sent> = {}): Sent => ({
  method: 'POST',
  key: 'key-1',
  ms: 50,
  status: 201,
  retryAfter: null,
  ...over,
});
const anOrdered = (over: Partial<Ordered> = {}): Ordered => ({
  name: 'order-1',
  requests: [aRequest()],
  first: 'paid',
  end: 'paid',
  orderId: 'ord_1',
  ms: 50,
  ...over,
});
const money = (charges: Record<string, number>, receipts = charges): Money => ({
  charges: new Map(Object.entries(charges)),
  receipts: new Map(Object.entries(receipts)),
});
const once = money({ ord_1: 1 });

describe('complaintsAbout', () => {
  it('has none when every order is paid under one key, with one charge and one receipt', () => {
    const pending = anOrdered({
      orderId: 'ord_2',
      first: 'pending',
      requests: [
        aRequest({ status: undefined }),
        aRequest({ status: 503, retryAfter: '1' }),
        aRequest({ status: 202 }),
        aRequest({ method: 'GET', key: null, status: 200 }),
      ],
    });
    expect(complaintsAbout([anOrdered(), pending], money({ ord_1: 1, ord_2: 1 }))).toEqual([]);
  });

  it.each<[string, Ordered[], Money, string]>([
    ['nothing was sent', [], money({}), 'no checkout was sent'],
    [
      "the client's retries were not enough",
      [
        anOrdered({
          first: 'unknown',
          end: 'unknown',
          requests: [aRequest({ status: undefined }), aRequest({ status: 409 })],
        }),
      ],
      once,
      'order-1: ended as unknown (unknown at first) after no response, 409',
    ],
    [
      'a retry has another key',
      [anOrdered({ requests: [aRequest({ status: undefined }), aRequest({ key: 'key-2' })] })],
      once,
      'order-1: sent under 2 keys',
    ],
    [
      'a key is missing',
      [anOrdered({ requests: [aRequest({ key: null })] })],
      once,
      'order-1: sent under 1 keys',
    ],
    [
      'a 5xx has no Retry-After',
      [anOrdered({ requests: [aRequest({ status: 502 }), aRequest()] })],
      once,
      'order-1: POST got 502 without Retry-After',
    ],
    ['an order is charged twice', [anOrdered()], money({ ord_1: 2 }, { ord_1: 1 }), 'ord_1: 2 charges'],
    ['an order is not charged', [anOrdered()], money({}, { ord_1: 1 }), 'ord_1: 0 charges'],
    ['a receipt comes twice', [anOrdered()], money({ ord_1: 1 }, { ord_1: 2 }), 'ord_1: 2 receipts'],
    ['a receipt does not come', [anOrdered()], money({ ord_1: 1 }, {}), 'ord_1: 0 receipts'],
    [
      'an unknown order was charged',
      [anOrdered()],
      money({ ord_1: 1, ord_9: 1 }, { ord_1: 1 }),
      'ord_9: charged, but no client ordered it',
    ],
    [
      'an unknown order got a receipt',
      [anOrdered()],
      money({ ord_1: 1 }, { ord_1: 1, ord_9: 1 }),
      'ord_9: a receipt, but no client ordered it',
    ],
    [
      'two customers have one order',
      [anOrdered(), anOrdered({ name: 'order-2', requests: [aRequest({ key: 'key-2' })] })],
      once,
      'ord_1: given to two customers',
    ],
  ])('complains when %s', (_, orders, counted, complaint) => {
    expect(complaintsAbout(orders, counted)).toEqual([complaint]);
  });
});
