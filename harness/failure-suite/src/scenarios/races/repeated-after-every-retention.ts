import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { bodyOf, type CustomerResponse } from '@holdfast/witness';
import { v7 as uuidv7 } from 'uuid';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import {
  attemptsAtStripe,
  becomes,
  expectAccepted,
  expectPaid,
  expectResponse,
  passed,
} from '../expectations.ts';

/** Beyond the 72 h of stored responses and the 24 h of Stripe's keys. */
const days = 4;
const retentionMs = 72 * 3_600_000;
/** Time for an order with a key that is almost too old. */
const remainingMs = 15_000;

const databases = ['checkout', 'payments'] as const;
const services = ['checkout', 'checkout-2', 'payments', 'payments-2'] as const;

/** The stored responses become old; the services delete them, and after a restart remember none. */
async function forgetEverything(system: System): Promise<void> {
  const backdate = ['created_at', 'sent_at', 'first_sent_at', 'finished_at'].map(
    (column) => `${column} = ${column} - interval '${days} days'`,
  );
  for (const database of databases)
    await system.query(database, `update idempotency_key set ${backdate.join(', ')} where state = 'done'`);
  await system.simulator.advanceDays(days);
  await Promise.all(services.map((name) => system.process(name).restart()));
  for (const database of databases)
    await system.until(
      `${database} has deleted its stored responses`,
      async () =>
        (await system.query(database, "select 1 from idempotency_key where state = 'done'")).length === 0,
      30_000,
    );
}

/**
 * The same request as then. Its response is not kept with those of the customers: after the retention, it
 * shows the order as it is now.
 */
async function repeated(
  system: System,
  { method, path, key, sent, sentHeaders }: CustomerResponse,
): Promise<readonly [number, Record<string, unknown>]> {
  const response = await fetch(system.edge('shopper->checkout') + path, {
    method,
    body: sent,
    headers: { 'content-type': 'application/json', ...sentHeaders, 'idempotency-key': `"${key}"` },
    signal: system.signal,
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

const sentToStripe = (system: System): number =>
  attemptsAtStripe(system).length + passed(system, 'payments->stripe', 'request', 'POST /v1/refunds').length;

export default {
  name: 'repeated-after-every-retention',
  broken:
    'Customers repeat their requests days later: the stored responses of all services and the keys at Stripe are deleted.',
  customerSees:
    'The order as it is now, with its first ID, or that the key is too old. Nothing is charged or refunded again.',
  cell: { edge: 'shopper->checkout', fault: 'days pass', phase: 'after the response' },
  proves: ['checkout.idempotency', 'refund.idempotency'],
  settings: { KEY_REAP_INTERVAL_MS: '500' },
  isBackdated: true,
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 20_000,
  run: async (system) => {
    const [ada, grace, edsger, barbara] = ['Ada', 'Grace', 'Edsger', 'Barbara'].map((name) =>
      system.shopper(name),
    );
    assert.ok(ada && grace && edsger && barbara);
    const keys = { grace: randomUUID(), edsger: randomUUID(), refund: randomUUID(), barbara: randomUUID() };
    const oldKey = uuidv7({ msecs: Date.now() - retentionMs + remainingMs });
    const expiresAt = Date.now() + remainingMs;
    const declined = { order: { paymentMethod: 'pm_card_chargeDeclined' } };

    const ofAda = expectPaid(await ada.checkOut({ key: oldKey }));
    const paid = await grace.checkOut({ key: keys.grace });
    const returned = await edsger.checkOut({ key: keys.edsger });
    const ofEdsger = expectPaid(returned);
    const refund = await edsger.refund(ofEdsger, { key: keys.refund });
    await becomes(system, ofEdsger, 'refunded');
    const refused = await barbara.checkOut({ key: keys.barbara, ...declined });
    await system.until('every email has arrived', async () => (await system.mails()).length >= 4);
    await forgetEverything(system);

    const before = sentToStripe(system);
    assert.deepEqual(await repeated(system, paid), [201, bodyOf(paid)], 'the order, as it was');
    const asItIs = { ...bodyOf(returned), status: 'refunded', refundedTotal: bodyOf(returned)['total'] };
    assert.deepEqual(await repeated(system, returned), [201, asItIs], 'the order, as it is now');
    const [refundStatus, refundAsItIs] = await repeated(system, refund);
    const { refundId } = bodyOf(refund);
    assert.deepEqual(
      [refundStatus, refundAsItIs['refundId'], refundAsItIs['status']],
      [201, refundId, 'succeeded'],
    );
    const [refusedStatus, { code }] = await repeated(system, refused);
    assert.deepEqual([refusedStatus, code], [402, bodyOf(refused)['code']]);
    const [otherStatus] = await repeated(system, { ...paid, key: keys.edsger });
    assert.equal(otherStatus, 422);
    await system.until("Ada's key is too old", () => Date.now() > expiresAt, 2 * remainingMs);
    const point = { edge: 'checkout->payments', direction: 'request' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      system.shopper('Hedy').checkOut({ attempts: 1 }),
    );
    expectResponse(await ada.checkOut({ key: oldKey, attempts: 5 }), 412, 'idempotency_key_expired');
    assert.equal(expectResponse(await ada.get(`/orders/${ofAda}`), 200)['status'], 'paid');
    assert.equal(sentToStripe(system), before, 'charges and refunds requested again');
    await held.release('forward');
    await becomes(system, expectAccepted(await outcome), 'paid');

    const ofGrace = String(bodyOf(paid)['orderId']);
    expectResponse(await grace.refund(ofGrace), 201);
    await becomes(system, ofGrace, 'refunded');
    for (let instance = 0; instance < 2; instance += 1) {
      const [, again] = await repeated(system, paid);
      assert.equal(again['status'], 'refunded', 'the order after a later refund');
    }
  },
} satisfies Scenario;
