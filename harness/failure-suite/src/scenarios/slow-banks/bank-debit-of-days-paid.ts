import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { daysPass, expectWaiting } from '../a-debit-of-days.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'bank-debit-of-days-paid',
  broken:
    'A bank debit takes four days. In between, all services restart, every limit that counts hours passes, and the webhook about its end is lost.',
  customerSees:
    'The order is pending with a date all the time, and nothing calls it stuck. Then it is paid, once.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'after the response' },
  proves: ['payment.recovery', 'checkout.recovery', 'webhook.fallback'],
  // Restarted services and slow rechecks of a payment that is days old.
  livenessMs: 20_000,
  isBackdated: true,
  // Stripe does not say when a debit ended. Without its webhook, reconciliation may be the first to see it.
  repairs: ['charge_succeeded_payment_pending'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId } = await bankPayment(system, ada);
    await daysPass(system, orderId, 2);
    await expectWaiting(system, ada, orderId);
    await Promise.all(
      ['checkout', 'checkout-2', 'payments', 'payments-2'].map((name) => system.process(name).restart()),
    );
    await expectWaiting(system, ada, orderId);
    await system.simulator.withholdEvents();
    await daysPass(system, orderId, 2);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
