import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'webhooks-duplicated-and-reversed',
  broken: 'Every webhook is sent twice while an order is placed; those of its refund arrive newest first.',
  customerSees: 'The order is paid once and refunded once.',
  cell: { edge: 'stripe->payments', fault: 'duplicate', phase: 'after the response' },
  proves: ['webhook.idempotency', 'refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.fault({ route: 'webhooks', fault: 'duplicate' });
    const orderId = expectPaid(await ada.checkOut());
    await system.simulator.clearFaults();
    await system.simulator.fault({ route: 'webhooks', fault: 'reorder', ms: 500 });
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
    await system.until('webhooks were collected', async () =>
      (await system.simulator.faults()).some(({ struck }) => Number(struck) > 0),
    );
    assert.equal((await system.ledgers()).refunds.length, 1);
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
