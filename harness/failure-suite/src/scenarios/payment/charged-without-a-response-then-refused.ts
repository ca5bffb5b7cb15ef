import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

const route = 'POST /v1/payment_intents';

/** The next attempt of the same call proves nothing about the first. */
const refusals = [
  ['charged-without-a-response-then-throttled', 'rate_limit', 'throttled (429)'],
  ['charged-without-a-response-then-locked-out', 'key_revoked', "rejected with the shop's key (401)"],
] as const;

export default refusals.map(([name, refusal, says]): Scenario => ({
  name,
  broken: `The provider charges the card, its response is lost, and the next attempt with the same key is ${says}. Its webhooks are withheld.`,
  customerSees: 'The order is paid, or pending with a notice and paid soon after. It is charged once.',
  cell: { edge: 'payments->stripe', fault: 'refused', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  livenessMs: 30_000,
  run: async (system) => {
    await system.simulator.withholdEvents();
    await system.simulator.fault({ route, fault: 'drop_answer_after_effect', times: 1 });
    await system.simulator.fault({ route, fault: refusal, times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
}));
