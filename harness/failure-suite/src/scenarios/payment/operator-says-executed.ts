import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

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
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await system.until(
      'an operator has decided',
      async () => (await system.query('payments', executed, [intent['id']])).length === 1,
    );
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
