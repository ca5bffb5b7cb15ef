import assert from 'node:assert/strict';
import { type Shopper } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { daysPass } from '../a-debit-of-days.ts';
import { becomes, chargesOf, expectChargedOnce, expectResponse } from '../expectations.ts';
import { operatorsSee } from '../gauges-seen.ts';

const keyStates = {
  checkout: 'select k.state from idempotency_key k join orders o using (operation_id) where o.order_id = $1',
  payments: 'select k.state from idempotency_key k join payment p using (operation_id) where p.order_id = $1',
} as const;

/** An order whose transfer should have arrived a day ago. Operators are asked about it. */
async function overdueOrder(system: System, shopper: Shopper) {
  const order = { paymentMethod: 'pm_usBankAccount_processing' };
  const payment = await bankPayment(system, shopper, order.paymentMethod);
  await daysPass(system, payment.orderId, 8);
  for (const database of ['payments', 'checkout'] as const)
    await system.until(
      `an operator of ${database} is asked about ${payment.orderId}`,
      async () => {
        const [key] = await system.query(database, keyStates[database], [payment.orderId]);
        return key?.['state'] === 'review';
      },
      20_000,
    );
  await operatorsSee(
    system,
    ['checkout', 'checkout-2', 'payments', 'payments-2'],
    'idempotency_unfinished_keys',
    'review',
  );
  const view = expectResponse(await shopper.get(`/orders/${payment.orderId}`), 200);
  assert.equal(view['status'], 'payment_pending');
  assert.match(
    String(view['notice']),
    /^The transfer of \$[\d,]+\.\d\d from your bank is taking longer than expected\./,
  );
  assert.equal(view['expectedBy'], null);
  const repeated = await shopper.checkOut({ key: payment.key, order, attempts: 1 });
  expectResponse(repeated, 503, 'idempotency_outcome_in_review');
  return payment;
}

export default {
  name: 'bank-debit-overdue',
  broken: 'Two bank debits have no end when they should: a day later, one still arrives and one still fails.',
  customerSees:
    'Both orders are pending, and say that the transfer takes longer than expected. Then one is paid, once, and one fails.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'after the response' },
  proves: ['payment.recovery', 'checkout.recovery'],
  isBackdated: true,
  // The orders are old, so reconciliation may see how a debit ended before the webhook comes.
  repairs: ['charge_succeeded_payment_pending', 'charge_declined_payment_pending'],
  run: async (system) => {
    const arriving = await overdueOrder(system, system.shopper('Ada'));
    const failing = await overdueOrder(system, system.shopper('Grace'));
    await arriving.end('succeeded');
    await becomes(system, arriving.orderId, 'paid');
    await expectChargedOnce(system, arriving.orderId);
    await failing.end('failed');
    await becomes(system, failing.orderId, 'payment_failed');
    assert.deepEqual(
      (await chargesOf(system, failing.orderId)).map(({ status }) => status),
      ['failed'],
    );
  },
} satisfies Scenario;
