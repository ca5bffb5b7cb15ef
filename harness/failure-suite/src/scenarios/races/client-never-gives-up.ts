import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectChargedOnce, expectPaid, expectPending } from '../expectations.ts';

export default {
  name: 'client-never-gives-up',
  broken: 'Payments is down, and an impatient client sends its order thirty times without a pause.',
  customerSees:
    'The same pending order each time, or 409. When payments is back, that order is paid, charged once.',
  cell: { edge: 'shopper->checkout', fault: 'client retries forever', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const responses: CustomerResponse[] = [];
    for (let sent = 0; sent < 30; sent += 1) responses.push(await ada.checkOut({ key, attempts: 1 }));
    await outage.struck();
    const pending = responses.filter(({ status }) => status !== 409).map(expectPending);
    assert.equal(new Set(pending).size, 1);
    await outage.clear();
    const [orderId = ''] = pending;
    await becomes(system, orderId, 'paid');
    assert.equal(expectPaid(await ada.checkOut({ key })), orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
