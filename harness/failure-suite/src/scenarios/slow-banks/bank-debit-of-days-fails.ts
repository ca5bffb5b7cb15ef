import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { daysPass, expectWaiting } from '../a-debit-of-days.ts';
import { mailsAbout } from '../emails-seen.ts';
import { becomes, chargesOf } from '../expectations.ts';

export default {
  name: 'bank-debit-of-days-fails',
  broken:
    'A bank debit takes four days and fails for lack of funds. In between, payments is killed, and the webhook about its end arrives while it is down.',
  customerSees:
    'The order is pending with a date for days. Then it fails, and one email says that nothing was charged.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'after the response' },
  proves: ['payment.recovery', 'webhook.fallback'],
  // Webhooks of a restarted service are sent again after pauses that grow to 8 s.
  livenessMs: 20_000,
  isBackdated: true,
  // Stripe does not say when a debit ended. Without its webhook, reconciliation may be the first to see it.
  repairs: ['charge_declined_payment_pending'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId } = await bankPayment(system, ada, 'pm_usBankAccount_insufficientFunds');
    await daysPass(system, orderId, 3);
    await expectWaiting(system, ada, orderId);
    const both = ['payments', 'payments-2'].map((name) => system.process(name));
    await Promise.all(both.map((each) => each.kill()));
    await daysPass(system, orderId, 1);
    await Promise.all(both.map((each) => each.start()));
    await becomes(system, orderId, 'payment_failed');
    assert.deepEqual(
      (await chargesOf(system, orderId)).map(({ status }) => status),
      ['failed'],
    );
    await system.until('an email says that nothing was charged', async () =>
      (await mailsAbout(system, orderId)).some(({ text }) => /Nothing was charged/.test(text)),
    );
  },
} satisfies Scenario;
