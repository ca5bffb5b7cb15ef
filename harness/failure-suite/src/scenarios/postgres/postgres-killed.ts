import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectAccepted, expectBusy, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'postgres-killed',
  broken: 'Postgres is killed (SIGKILL) while an order is being charged, then restarted.',
  customerSees:
    '503 with Retry-After while it is down. On retry with the same key, the order is accepted, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.recovery', 'payment.recovery'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    await system.process('postgres').kill();
    await held.release('forward');
    const response = await outcome;
    expectBusy(response);
    expectBusy(await system.shopper('Grace').checkOut({ attempts: 1 }));
    assert.equal((await system.ask('checkout', '/health/ready')).status, 503);
    assert.equal((await system.ask('checkout', '/health/live')).status, 200);
    await system.process('postgres').start();
    assert.equal(expectAccepted(await ada.checkOut({ key: String(response.key) })), orderId);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
