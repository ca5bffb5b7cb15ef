import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, chargesOf, expectChargedOnce, expectPending } from '../expectations.ts';

/** Does what `npm run ops -- keys resolve … --outcome` does. */
const executed = `
  update idempotency_key
  set state = 'unknown', epoch = epoch + 1, drive_at = clock_timestamp(),
      resolution = jsonb_build_object('kind', 'outcome', 'by', 'ada', 'at', clock_timestamp(),
        'outcome', jsonb_build_object('kind', 'succeeded', 'providerPaymentId', $1::text))
  where state = 'unknown' and operation = 'create-payment' returning operation_id`;

export default {
  name: 'operator-says-executed',
  broken:
    'The provider charges the card, its response is lost, and then it cannot be reached. An operator has looked the charge up and records it.',
  customerSees: 'The order becomes paid while the provider is still unreachable. It is charged once.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery'],
  run: async (system) => {
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
    await held.release('reset');
    const orderId = expectPending(await outcome);
    const [charge] = await chargesOf(system, orderId);
    await system.until(
      'an operator has decided',
      async () => (await system.query('payments', executed, [charge?.paymentIntentId])).length === 1,
    );
    await becomes(system, orderId, 'paid');
    await outage.clear();
    await expectChargedOnce(system, orderId);
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
