import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { type Shopper } from '@holdfast/witness';
import {
  becomes,
  chargesOf,
  expectChargedOnce,
  expectPaid,
  expectPending,
  expectResponse,
  statusOf,
} from '../expectations.ts';
import { bothRespond, cannotCharge, isPaid } from '../refused-shop.ts';

interface Key {
  readonly state: string;
  readonly tries: number;
}

/** Waits until each copy of payments has had a chance to end a charge in doubt. */
async function triedAgain(system: System, orderId: string): Promise<void> {
  const keyOf = async (): Promise<Key> => {
    const text =
      'select k.state, k.tries from idempotency_key k join payment p using (key_hash) where p.order_id = $1';
    const [row] = await system.query('payments', text, [orderId]);
    return row as unknown as Key;
  };
  const { tries } = await keyOf();
  await system.until(
    'the charge in doubt is tried again',
    async () => {
      const now = await keyOf();
      return now.state === 'done' || now.tries >= tries + 6;
    },
    20_000,
  );
}

const checkoutsPerHour = 10;

/** Retries with one key, as the refusal advises, more often than a limit allows. Returns the key. */
async function retryInVain(customer: Shopper): Promise<string> {
  const key = randomUUID();
  for (let attempt = 0; attempt <= checkoutsPerHour; attempt += 1)
    expectResponse(await customer.checkOut({ key, attempts: 1 }), 503, 'payments_unavailable');
  return key;
}

export default {
  name: 'provider-refuses-the-key',
  broken: "The provider refuses the shop's API key for longer than a short outage: it was revoked.",
  customerSees:
    'The first orders are pending, and soon fail with nothing charged. Later orders are refused immediately until there is a new key. An order that may have been charged just before stays pending until the outcome is known.',
  cell: { edge: 'payments->stripe', fault: '401', phase: 'throughout' },
  proves: ['payment.recovery', 'payment.observability', 'checkout.fallback', 'payment.fallback'],
  // Long enough for the first orders to arrive within the grace period, even on a slow machine.
  settings: {
    payments: {
      STRIPE_CHECK_INTERVAL_MS: '500',
      STRIPE_REFUSAL_GRACE_MS: '5000',
      // Reconciliation leaves the charge in doubt to payments.
      RECONCILE_MIN_AGE_MS: '50000',
    },
    checkout: { LIMIT_CHECKOUTS_PER_EMAIL_HOUR: `${checkoutsPerHour}` },
  },
  run: async (system) => {
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    await system.simulator.fault({
      route: 'POST /v1/payment_intents',
      fault: 'error_500_after_effect',
      times: 1,
    });
    await system.simulator.fault({ route: '*', fault: 'key_revoked' });
    const inDoubt = expectPending(await system.shopper('Grace').checkOut({ attempts: 1 }));
    await system.until('payments says why', async () =>
      /Stripe has rejected our key since/.test((await system.ask('payments', '/resilience')).text),
    );
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await becomes(system, orderId, 'payment_failed');
    await bothRespond(system, 'new orders are refused', cannotCharge);
    const patient = system.shopper('Katherine');
    const key = await retryInVain(patient);
    await triedAgain(system, inDoubt);
    assert.equal(
      await statusOf(system, inDoubt),
      'payment_pending',
      'an order that may have been charged stays pending',
    );
    await system.simulator.clearFaults();
    await becomes(system, inDoubt, 'paid');
    await expectChargedOnce(system, inDoubt);
    const paid = expectPaid(await bothRespond(system, 'orders are paid again', isPaid));
    assert.equal((await chargesOf(system, paid)).length, 1, 'charges of the order that was paid');
    expectPaid(await patient.checkOut({ key }));
    assert.deepEqual(await chargesOf(system, orderId), [], 'charges of the order that failed');
  },
} satisfies Scenario;
