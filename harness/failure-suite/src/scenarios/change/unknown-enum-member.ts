import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

export default {
  name: 'unknown-enum-member',
  broken: 'A newer payments returns 201 with a status that this checkout does not know.',
  customerSees:
    'The order is pending with a notice: checkout never guesses paid or declined. It becomes paid.',
  cell: {
    edge: 'checkout->payments',
    fault: 'unknown enum member',
    phase: 'after it ran, before a byte returns',
  },
  proves: ['checkout.fallback', 'checkout.recovery'],
  run: async (system) => {
    const payment = { paymentId: 'pay_unheardof', orderId: 'ord_unheardof', status: 'resting' };
    const amount = { amountMinor: 4200, currency: 'usd' };
    const fault = await system.lab.fault('checkout->payments', {
      kind: 'status_after',
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...payment,
        amount,
        providerPaymentId: null,
        createdAt: new Date().toISOString(),
      }),
      times: 1,
    });
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
