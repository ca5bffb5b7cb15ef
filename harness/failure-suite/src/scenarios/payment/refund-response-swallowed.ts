import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'refund-response-swallowed',
  broken: 'Payments refunds the money, then the connection to it goes silent.',
  customerSees:
    '201 within the deadline, at worst as pending. The order becomes refunded, and the money is refunded once.',
  cell: { edge: 'checkout->payments', fault: 'black hole', phase: 'after it ran, before a byte returns' },
  proves: ['refund.timeout', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.lab.strike({
      edge: 'checkout->payments',
      direction: 'response',
      action: { kind: 'black_hole' },
    });
    expectResponse(await ada.refund(orderId, { attempts: 1, timeoutMs: 10_000 }), 201);
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
