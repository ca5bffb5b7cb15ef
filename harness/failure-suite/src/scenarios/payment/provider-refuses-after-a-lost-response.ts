import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'provider-refuses-after-a-lost-response',
  broken:
    'The provider charges the card, its response is lost, and the next attempt with the same key is refused (400).',
  customerSees:
    'The order is paid: payments checked whether the first attempt had charged before it accepted the refusal.',
  cell: { edge: 'payments->stripe', fault: 'refused', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    const route = 'POST /v1/payment_intents';
    await system.simulator.fault({ route, fault: 'drop_answer_after_effect', times: 1 });
    await system.simulator.fault({ route, fault: 'invalid_request', times: 1 });
    await expectChargedOnce(system, expectPaid(await system.shopper('Ada').checkOut()));
  },
} satisfies Scenario;
