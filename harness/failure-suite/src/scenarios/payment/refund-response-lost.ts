import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid, passed } from '../expectations.ts';

export default {
  name: 'refund-response-lost',
  broken: 'The provider refunds the money, but its response is lost.',
  customerSees: 'The refund gets 201, and the money is refunded once.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.retry'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    await system.lab.strike({ edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } });
    expectResponse(await ada.refund(orderId, { attempts: 1 }), 201);
    await becomes(system, orderId, 'refunded');
    assert.ok(passed(system, 'payments->stripe', 'request', 'POST /v1/refunds').length >= 2);
    const { refunds } = await system.ledgers();
    assert.deepEqual(
      refunds.map(({ amountMinor }) => amountMinor),
      [4200],
    );
  },
} satisfies Scenario;
