import { describe, expect, it } from '@jest/globals';
import { lanesOf, processName } from './lanes.ts';

const edge = (from: string, to: string) => ({ from, to, protocol: 'http' as const });

describe('the lanes', () => {
  it('follow the way of an order, with instances on one lane and stores last', () => {
    const edges = [
      edge('email', 'mail'),
      edge('checkout', 'postgres'),
      edge('checkout-2', 'payments'),
      edge('shopper', 'checkout'),
      edge('payments', 'stripe'),
      edge('stripe-simulator', 'payments'),
      edge('loyalty', 'redis'),
    ];
    expect(lanesOf(edges).map(({ name }) => name)).toEqual([
      'customers',
      'checkout',
      'payments',
      'Stripe',
      'loyalty',
      'email',
      'mail server',
      'Postgres',
      'Redis',
    ]);
    expect(
      lanesOf(edges)
        .filter(({ isStore }) => isStore)
        .map(({ role }) => role),
    ).toEqual(['postgres', 'redis']);
  });

  it('are the usual ones until the lab reports its connections', () => {
    expect(lanesOf([]).map(({ role }) => role)).toEqual([
      'shopper',
      'checkout',
      'payments',
      'stripe',
      'recommendations',
      'email',
      'mail',
      'postgres',
      'redis',
    ]);
  });

  it.each([
    ['checkout-2', 'checkout-2'],
    ['stripe-simulator', 'Stripe'],
    ['shopper', 'customers'],
  ])('name the process %s %s', (process, name) => {
    expect(processName(process)).toBe(name);
  });
});
