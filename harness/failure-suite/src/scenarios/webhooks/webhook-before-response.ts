import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce, orderBegunBy } from '../expectations.ts';

export default {
  name: 'webhook-before-response',
  broken: "The provider's webhook about a charge arrives before its own response to the charge request.",
  customerSees: 'The order is paid once, whichever of the two arrives first.',
  cell: { edge: 'stripe->payments', fault: 'early', phase: 'after it ran, before a byte returns' },
  proves: ['webhook.idempotency', 'payment.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    await system.until('the webhook has settled the payment', async () => {
      const [payment] = await system.query('payments', 'select status from payment where order_id = $1', [
        orderId,
      ]);
      return payment?.['status'] === 'succeeded';
    });
    await held.release('forward');
    assert.equal(expectAccepted(await outcome), orderId);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
