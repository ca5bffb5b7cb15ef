import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { becomes, expectPaid, expectRefundPending, passed, statusOf } from '../expectations.ts';
import { bothRespond, cannotCharge, isPaid } from '../refused-shop.ts';

const tooNarrow = JSON.stringify({
  error: {
    type: 'invalid_request_error',
    code: 'more_permissions_required_for_application',
    message: 'The provided key does not have the required permissions for this endpoint.',
  },
});

/** `up` or `down`: how each copy of payments reports the key that it uses. */
const keyAtCopies = (system: System): Promise<(string | undefined)[]> =>
  Promise.all(
    ['payments', 'payments-2'].map(async (copy) => {
      const { checks } = JSON.parse((await system.ask(copy, '/health/ready')).text) as {
        checks: Record<string, { status: string }>;
      };
      return checks['provider-key']?.status;
    }),
  );

export default {
  name: 'key-may-charge-but-not-refund',
  broken:
    "The shop's new API key lacks the permissions for charges and refunds (403). An operator adds the one for charges, and later the other.",
  customerSees:
    'New orders are refused until the first permission is there, and are then paid as usual. A refund stays pending, with a notice, until the second.',
  cell: { edge: 'payments->stripe', fault: '403', phase: 'throughout' },
  proves: ['payment.recovery', 'refund.recovery', 'payment.observability', 'refund.observability'],
  fallacies: ['there is one administrator'],
  settings: { payments: { STRIPE_CHECK_INTERVAL_MS: '500', STRIPE_REFUSAL_GRACE_MS: '1000' } },
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.simulator.fault({ route: 'POST /v1/refunds', fault: 'key_too_narrow' });
    const charges = await system.lab.fault('payments->stripe', {
      kind: 'status',
      label: 'POST /v1/payment_intents',
      status: 403,
      body: tooNarrow,
    });
    await bothRespond(system, 'new orders are refused', cannotCharge);
    assert.ok((await keyAtCopies(system)).includes('down'), 'payments reports that it cannot charge');
    await expectRefundPending(ada, orderId, await ada.refund(orderId, { attempts: 1 }));
    await system.until(
      'the refund is refused, too',
      () => passed(system, 'payments->stripe', 'response', '403 POST /v1/refunds').length > 0,
    );
    await charges.clear();
    expectPaid(await bothRespond(system, 'orders are paid again', isPaid));
    assert.deepEqual(await keyAtCopies(system), ['up', 'up'], 'payments can charge');
    assert.equal(await statusOf(system, orderId), 'refund_pending');
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
