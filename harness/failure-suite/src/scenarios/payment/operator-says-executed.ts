import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { operatorDecides } from '../an-operators-decision.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'operator-says-executed',
  broken:
    'The provider charges the card, its response is lost, and then it cannot be reached. An operator has looked the charge up and records it.',
  customerSees: 'The order becomes paid while the provider is still unreachable. It is charged once.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await operatorDecides(system, { kind: 'succeeded', providerPaymentId: intent['id'] });
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
