import { describe, expect, it } from '@jest/globals';
import { migratedServices } from '@holdfast/local-stack';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { calleesFirst } from './callees-first.ts';

describe('the order of a rolling upgrade', () => {
  it('replaces each service before its callers', () => {
    const order = calleesFirst(
      ['tickets', 'checkout', 'payments'],
      [
        { from: 'tickets', to: 'checkout' },
        { from: 'checkout', to: 'payments' },
        { from: 'payments', to: 'stripe' },
      ],
    );

    expect(order).toEqual(['payments', 'checkout', 'tickets']);
  });

  it('names each service once if they call each other', () => {
    const order = calleesFirst(
      ['tickets', 'checkout'],
      [
        { from: 'tickets', to: 'checkout' },
        { from: 'checkout', to: 'tickets' },
      ],
    );

    expect(order).toEqual(['checkout', 'tickets']);
  });

  it('replaces payments before checkout', () => {
    const order = calleesFirst(migratedServices, callGraph().calls);

    expect(order).toHaveLength(migratedServices.length);
    expect(order.indexOf('payments')).toBeLessThan(order.indexOf('checkout'));
  });
});
