import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectAccepted } from '../expectations.ts';

export default {
  name: 'rolling-restart-under-load',
  broken:
    'A deploy: each instance of checkout, payments and email is stopped (SIGTERM) and restarted in turn, while five orders arrive every second.',
  customerSees: 'Every order is accepted, immediately or on retry, and ends up paid and charged once.',
  cell: { edge: 'checkout', fault: 'rolling restart', phase: 'throughout' },
  proves: ['checkout.recovery', 'payment.recovery', 'receipt.recovery'],
  fallacies: ['there is one administrator', 'topology does not change'],
  run: async (system) => {
    const responses: Promise<CustomerResponse>[] = [];
    let isOver = false;
    const steadily = async (): Promise<void> => {
      for (; !isOver; await delay(200)) responses.push(system.shopper(`Ada ${responses.length}`).checkOut());
    };
    const orders = steadily();
    for (const name of ['checkout', 'checkout-2', 'payments', 'payments-2', 'email', 'email-2'])
      await system.process(name).restart();
    isOver = true;
    await orders;
    const taken = (await Promise.all(responses)).map(expectAccepted);
    assert.ok(taken.length > 10, `${taken.length} orders`);
    for (const orderId of taken) await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
