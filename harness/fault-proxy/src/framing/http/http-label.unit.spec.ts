import { expect, it } from '@jest/globals';
import { httpLabel } from './http-label.ts';

it.each([
  ['/payments?orderId=1', '/payments'],
  ['/v1/payment_intents', '/v1/payment_intents'],
  ['/v1/payment_intents/search', '/v1/payment_intents/search'],
  ['/v1/payment_intents/pi_3QaBcDeFg/confirm', '/v1/payment_intents/:id/confirm'],
  ['/orders/ord_01a2134c486372a6954e61a5ce16c9e6/refunds', '/orders/:id/refunds'],
  ['/orders/0190A3F8-0000-7000-8000-00000000000a', '/orders/:id'],
  ['/customers/ada%40example.com', '/customers/:id'],
  ['http://payments:3002/payments/17', '/payments/:id'],
  ['/webhooks/stripe', '/webhooks/stripe'],
  ['/', '/'],
])('%s is labeled %s', (target, path) => {
  expect(httpLabel('POST', target)).toBe(`POST ${path}`);
});
