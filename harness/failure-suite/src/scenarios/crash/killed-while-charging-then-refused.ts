import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

const route = 'POST /v1/payment_intents';

interface Then {
  readonly name: string;
  readonly says: string;
  readonly happens: (system: System) => Promise<unknown>;
}

const aDayLater = `update idempotency_key set sent_at = sent_at - interval '25 hours'
                   where state = 'running' and operation = 'create-payment'`;

/** Met by the process that takes the charge over, which cannot know that it was made. */
const thens: readonly Then[] = [
  {
    name: 'killed-while-charging-then-refused',
    says: 'The provider refuses the repeated request (400).',
    happens: (system) => system.simulator.fault({ route, fault: 'invalid_request', times: 1 }),
  },
  {
    name: 'killed-while-charging-then-throttled',
    says: 'The provider throttles the repeated request (429).',
    happens: (system) => system.simulator.fault({ route, fault: 'rate_limit', times: 2 }),
  },
  {
    name: 'killed-while-charging-then-locked-out',
    says: "The provider rejects the shop's key until the next request.",
    happens: (system) => system.simulator.fault({ route, fault: 'key_revoked', times: 1 }),
  },
  {
    name: 'killed-while-charging-then-unreachable',
    says: 'The provider cannot be reached for a moment.',
    happens: (system) => system.lab.fault('payments->stripe', { kind: 'refuse', times: 6 }),
  },
  {
    name: 'killed-while-charging-then-forgotten',
    says: 'It is taken over a day later, when the provider has forgotten its key.',
    happens: (system) => system.query('payments', aDayLater),
  },
];

export default thens.map(({ name, says, happens }): Scenario => ({
  name,
  broken: `The card is charged, and the instance of payments that waits for the response is killed (SIGKILL). ${says}`,
  customerSees: 'The order is paid, or pending with a notice and paid soon after. It is charged once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.idempotency'],
  livenessMs: 30_000,
  run: async (system) => {
    await system.simulator.withholdEvents();
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    const victim = system.process(held.message.receiver);
    await happens(system);
    await victim.kill();
    await held.release('drop');
    const orderId = expectAccepted(await outcome);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await victim.start();
  },
}));
