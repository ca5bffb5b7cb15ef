import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aResponse, key } from '../evidence.fixture.ts';

const sent = JSON.stringify({ customer: { email: 'Ada@shoppers.example', name: 'Ada Lovelace' } });
const ledgers = aLedger({ responses: [aResponse({ sent })] });
const duration = (route: string): string =>
  `http_server_request_duration_seconds_count{method="GET",route="${route}",status="200"} 1`;
const judged = (...lines: readonly string[]): string =>
  against(41, ledgers, { metrics: { checkout: ['# HELP x ord_1', ...lines, ''].join('\n') } });
const each = (count: number, line: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => line(at));

describe('41: labels of metrics', () => {
  it('hold if they name routes, statuses and results', () => {
    expect(judged(duration('/orders/:orderId'), 'up 1')).toBe('');
  });

  it.each([
    ['an order', '/orders/ord_1', 'an ID'],
    ['a payment', '/payments/pay_1', 'an ID'],
    ['a charge', 'ch_1', 'an ID'],
    ['a key', `/keys/${key}`, 'a key'],
    ['a token', 'a'.repeat(43), 'a secret'],
    ['a payment method', 'pm_card_visa', 'a secret'],
    ['an address in capitals', '/?email=ADA@shoppers.example', 'an address'],
    ['an address in a URL', '/?email=ada%40shoppers.example', 'an address'],
    ['a name', 'Ada Lovelace', 'a name'],
  ])('are contradicted by %s', (_what, route, kind) => {
    expect(judged(duration('/'), duration(route))).toBe(`checkout measures ${kind}, as route`);
  });

  it('are bounded in number, whatever the buckets of a histogram', () => {
    const bucket = (at: number): string => `seconds_bucket{route="/",le="${at}"} 1`;
    expect(judged(...each(301, bucket), ...each(300, (at) => duration(`/${at}`)))).toBe('');
    expect(judged(...each(301, (at) => duration(`/${at}`)))).toBe(
      'checkout has 301 series of http_server_request_duration_seconds_count',
    );
  });
});
