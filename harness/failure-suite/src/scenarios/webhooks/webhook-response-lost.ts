import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPaid, passed } from '../expectations.ts';

export default {
  name: 'webhook-response-lost',
  broken: 'Payments accepts a webhook, but its response to the provider is lost: the webhook is sent again.',
  customerSees: 'Nothing: the order is paid once, with one receipt.',
  cell: { edge: 'stripe->payments', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['webhook.idempotency'],
  fallacies: ['the network is reliable'],
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'stripe->payments',
      direction: 'response',
      action: { kind: 'reset' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    await becomes(system, orderId, 'paid');
    await system.until('the webhook was sent again', () => {
      const deliveries = passed(system, 'stripe->payments', 'request').length;
      return deliveries >= 2 && passed(system, 'stripe->payments', 'response').length >= deliveries - 1;
    });
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
