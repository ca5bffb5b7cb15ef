import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'provider-refuses-connections-after-charging',
  broken:
    'The provider charges the card, but its response is lost, and then it refuses every connection. Webhooks are withheld.',
  customerSees: 'The order is pending, and nothing says that it was not charged. Then it is paid, once.',
  cell: { edge: 'payments->stripe', fault: 'refuse', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.idempotency'],
  run: async (system) => {
    const { orderId, reconnect } = await orderWithoutResponse(system, system.shopper('Ada'), 'refuse');
    await reconnect();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
