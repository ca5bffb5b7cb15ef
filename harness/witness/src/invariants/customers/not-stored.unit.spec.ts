import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { against, aLedger, aProblem, aResponse } from '../evidence.fixture.ts';

const json = { 'content-type': 'application/json', 'x-request-id': 'r1' };
const token = 'a'.repeat(43);
const storing = (cacheControl: string | undefined, over: Partial<CustomerResponse> = {}) =>
  aResponse({
    headers: cacheControl === undefined ? json : { ...json, 'cache-control': cacheControl },
    ...over,
  });
const view = { method: 'GET', key: null, sent: null, status: 200 };
const withToken = { ...view, sentHeaders: { authorization: `Bearer ${token}` } };
const says = (response: CustomerResponse): string =>
  against(14, aLedger({ responses: [aResponse(), response] }));

describe('14: what no cache may store', () => {
  it.each([
    ['an order', aResponse()],
    ['an order with further directives', storing('private, No-Store')],
    ['a refusal', aProblem(402, 'card_declined')],
    ['the catalog', storing('max-age=60', { ...view, path: '/products', text: '{"productId":"prod_tea"}' })],
    [
      'a refusal of a token, which names nothing',
      storing(undefined, { ...withToken, status: 503, path: '/suggested', text: '{"code":"busy"}' }),
    ],
    [
      'a refusal before the request was read, which repeats its path',
      storing(undefined, {
        ...view,
        status: 503,
        path: '/orders/ord_1',
        text: '{"instance":"/orders/ord_1"}',
      }),
    ],
    ['no response', storing(undefined, { status: 0, text: '', failure: 'reset' })],
  ])('is not %s', (_what, response) => {
    expect(says(response)).toBe('');
  });

  it.each([
    ['an order that no header protects', storing(undefined)],
    ['an order that only caches of others may not store', storing('private, max-age=0')],
    ['an order that must be checked before each use', storing('no-cache')],
    [
      'a refusal that names an order',
      aProblem(409, 'order_not_refundable', { headers: json, text: '{"orderId":"ord_1"}' }),
    ],
    [
      'a page of any kind that a token has opened',
      storing(undefined, { ...withToken, path: '/mine', text: '[]' }),
    ],
    [
      'an address',
      storing(undefined, { ...view, path: '/customers', text: '{"email":"ada@shoppers.example"}' }),
    ],
  ])('is %s', (_what, response) => {
    expect(says(response)).toContain('may be stored');
  });
});
