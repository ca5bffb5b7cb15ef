import { describe, expect, it } from '@jest/globals';
import { callGraph } from './call-graph.ts';

describe('callGraph', () => {
  const { edges, calls, needs } = callGraph();

  it('maps each address setting to its target', () => {
    expect(Object.fromEntries(needs.map(({ service, addresses }) => [service, addresses]))).toEqual({
      storefront: { CHECKOUT_URL: 'checkout' },
      checkout: {
        DATABASE_URL: 'postgres',
        QUEUE_URL: 'redis',
        CACHE_URL: 'redis',
        PAYMENTS_URL: 'payments',
        RECOMMENDATIONS_URL: 'recommendations',
      },
      payments: { DATABASE_URL: 'postgres', QUEUE_URL: 'redis', STRIPE_API_URL: 'stripe' },
      email: { DATABASE_URL: 'postgres', QUEUE_URL: 'redis', SMTP_URL: 'mail' },
      recommendations: { DATABASE_URL: 'postgres', QUEUE_URL: 'redis' },
      'stripe-simulator': { WEBHOOK_URL: 'payments' },
    });
  });

  it('has an address for every call, and a call for every address', () => {
    const role = (service: string) => (service === 'stripe-simulator' ? 'stripe' : service);
    const byAddress = needs.flatMap(({ service, addresses }) =>
      Object.values(addresses).map((to) => `${role(service)}->${to}`),
    );
    const inside = calls.filter(({ from }) => from !== 'shopper').map(({ from, to }) => `${from}->${to}`);
    expect(new Set(byAddress)).toEqual(new Set(inside));
  });

  it('leads shoppers to checkout through the shop, by one edge of the lab', () => {
    expect(calls.slice(0, 2)).toEqual([
      { from: 'shopper', to: 'storefront' },
      { from: 'storefront', to: 'checkout' },
    ]);
    expect(edges).toHaveLength(calls.length - 1);
    expect(edges[0]).toBe('shopper->checkout');
  });

  it('names the other settings', () => {
    expect(needs.find(({ service }) => service === 'payments')?.settings).toEqual([
      'API_KEYS',
      'DATABASE_URL',
      'QUEUE_URL',
      'STRIPE_API_URL',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
    ]);
    expect(needs.find(({ service }) => service === 'storefront')?.settings).not.toContain('LAB_URL');
  });
});
