import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'provider-stores-a-500-for-a-refund',
  broken: "The provider refunds the money and stores a 500 under the refund's key.",
  customerSees:
    'The refund is accepted and the order becomes refunded: payments looked the refund up. The money is refunded once.',
  cell: { edge: 'payments->stripe', fault: '5xx', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    await system.simulator.fault({ route: 'POST /v1/refunds', fault: 'error_500_after_effect', times: 1 });
    expectResponse(await ada.refund(orderId, { attempts: 1 }), 201);
    await becomes(system, orderId, 'refunded');
    const { refunds } = await system.ledgers();
    assert.deepEqual(
      refunds.map(({ amountMinor }) => amountMinor),
      [4200],
    );
  },
} satisfies Scenario;
