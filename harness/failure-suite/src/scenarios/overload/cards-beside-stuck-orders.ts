import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { offer, withStatus } from '../offer.ts';
import { becomes, expectPending } from '../expectations.ts';

const stuckOrders = 8;

export default {
  name: 'cards-beside-stuck-orders',
  broken:
    'For eight orders, the provider keeps reporting that another request with their key is in progress. It is healthy and serves all others.',
  customerSees:
    'Those eight orders are pending, and paid once the provider has sorted them out. All twenty others are paid immediately.',
  cell: {
    edge: 'payments->stripe',
    fault: '409 for some keys',
    phase: 'before the callee sees it',
  },
  proves: ['payment.breaker', 'checkout.breaker'],
  isAlone: true,
  run: async (system) => {
    await system.simulator.fault({
      route: 'POST /v1/payment_intents',
      fault: 'key_in_use',
      times: stuckOrders,
    });
    const stuck = await Promise.all(
      Array.from({ length: stuckOrders }, () => system.shopper().checkOut({ attempts: 1 })),
    );
    const orderIds = stuck.map(expectPending);
    const responses = await offer(system, 10, 2);
    assert.equal(withStatus(responses, 201), responses.length, 'cards that were charged immediately');
    await system.simulator.clearFaults();
    for (const orderId of orderIds) await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
