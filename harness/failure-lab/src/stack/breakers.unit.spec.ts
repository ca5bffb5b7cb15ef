import { describe, expect, it } from '@jest/globals';
import { containerEdges } from '@holdfast/local-stack';
import { edgeOf } from './breakers.ts';

const edges = containerEdges(1);

describe('the edge of a dependency', () => {
  it.each([
    ['checkout', 'payments', 'checkout->payments'],
    ['checkout', 'payments-ledger', 'checkout->payments'],
    ['payments', 'stripe-key', 'payments->stripe'],
    ['checkout', 'cache', 'checkout->redis'],
    ['checkout', 'attempt-counters', 'checkout->redis'],
    ['payments', 'queue', 'payments->redis'],
    ['email', 'smtp', 'email->mail'],
    ['loyalty', 'points', 'loyalty->points'],
  ])('of %s on %s is %s', (process, dependency, edge) => {
    expect(edgeOf(edges, process, dependency, true)).toBe(edge);
  });

  it('of a queue without Redis is the one to Postgres', () => {
    expect(edgeOf(edges, 'email', 'queue', false)).toBe('email->postgres');
  });
});
