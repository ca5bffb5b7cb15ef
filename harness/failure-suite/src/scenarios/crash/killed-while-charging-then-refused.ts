import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce, orderBegunBy } from '../expectations.ts';

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
    happens: (system) => system.lab.fault('payments->stripe', { kind: 'reset', times: 4 }),
  },
  {
    name: 'killed-while-charging-then-forgotten',
    says: 'It is taken over a day later, when the provider has forgotten its key.',
    happens: (system) => system.query('payments', aDayLater),
  },
];

/** The other instance takes the charge over because checkout asks again, or because its lease has expired. */
const takeovers = ['asked', 'unasked'] as const;

async function takenOver(
  system: System,
  happens: Then['happens'],
  how: (typeof takeovers)[number],
): Promise<void> {
  await system.simulator.withholdEvents();
  const ada = system.shopper('Ada');
  const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
    ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
  );
  const orderId = await orderBegunBy(system, ada);
  const victim = system.process(held.message.receiver);
  const callers = how === 'asked' ? [] : ['checkout', 'checkout-2'].map((name) => system.process(name));
  await Promise.all(callers.map((caller) => caller.kill()));
  await happens(system);
  await victim.kill();
  await held.release('drop');
  const response = await outcome;
  if (how === 'asked') expectAccepted(response);
  else await paymentIs(system, orderId, 'succeeded');
  await Promise.all(callers.map((caller) => caller.start()));
  await becomes(system, orderId, 'paid');
  await expectChargedOnce(system, orderId);
  await victim.start();
}

const paymentIs = (system: System, orderId: string, status: string): Promise<unknown> =>
  system.until(
    `the payment of ${orderId} is ${status}`,
    async () => {
      const sql = 'select from payment where order_id = $1 and status = $2';
      return (await system.query('payments', sql, [orderId, status])).length > 0;
    },
    20_000,
  );

const asked = {
  broken: '',
  customerSees: 'The order is paid, or pending with a notice and paid soon after. It is charged once.',
};
const unasked = {
  broken: ' Both instances of checkout are killed first, so that no request asks for the charge again.',
  customerSees: 'The connection breaks. The order is paid soon after, charged once.',
};

export default thens.flatMap(({ name, says, happens }) =>
  takeovers.map((how): Scenario => {
    const { broken, customerSees } = how === 'asked' ? asked : unasked;
    return {
      name: how === 'asked' ? name : `${name}-unasked`,
      broken: `The card is charged, and the instance of payments that waits for the response is killed (SIGKILL).${broken} ${says}`,
      customerSees,
      cell: { edge: 'payments', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
      proves: ['payment.recovery', 'payment.idempotency'],
      livenessMs: 30_000,
      run: (system) => takenOver(system, happens, how),
    };
  }),
);
