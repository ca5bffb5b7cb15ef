import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'no-secret-in-a-log',
  broken:
    'Nothing but one lost connection: after an order, its refund and a declined card, the logs of all services are searched for secrets.',
  customerSees: 'Nothing: no log contains a key, token, signature, payment method or email address.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.observability', 'payment.observability'],
  fallacies: ['the network is secure'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.lab.strike({ edge: 'checkout->payments', direction: 'request', action: { kind: 'reset' } });
    const orderId = expectPaid(await ada.checkOut());
    expectResponse(await ada.get(`/orders/${orderId}`), 200);
    expectResponse(await ada.get(`/recommendations?customerId=${ada.email}`), 200);
    expectResponse(await ada.refund(orderId), 201);
    const declined = { order: { paymentMethod: 'pm_card_chargeDeclined' } };
    expectResponse(await system.shopper('Grace').checkOut(declined), 402, 'card_declined');
    for (const service of system.services) await system.ask(service, '/resilience');
    for (const service of system.services)
      assert.ok((await system.log(service)).includes('"level"'), `the log of ${service} is empty`);
  },
} satisfies Scenario;
