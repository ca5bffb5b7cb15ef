import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { operatorDecides } from '../an-operators-decision.ts';
import {
  attemptsAtStripe,
  becomes,
  chargesOf,
  expectPaid,
  expectPending,
  passed,
  statusOf,
} from '../expectations.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';

/** Beyond the 24 h for which Stripe knows a key. */
const daysLater = `update idempotency_key
                   set sent_at = sent_at - interval '2 days', first_sent_at = first_sent_at - interval '2 days'
                   where state = 'unknown' and operation = 'create-payment' returning operation_id`;

const inReview = '503 POST /payments';

export default {
  name: 'charge-in-doubt-for-days',
  broken:
    'A charge request is lost, and the provider cannot be reached for two days. It knows no such charge, but its keys have expired.',
  customerSees:
    'The order stays pending until an operator decides: sending the charge again could charge twice. Meanwhile others buy as usual. Then it fails, uncharged.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery', 'payment.observability'],
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset', direction: 'request' });
    const orderId = expectPending(await ada.checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await system.until(
      'two days have passed',
      async () => (await system.query('payments', daysLater)).length === 1,
    );
    await outage.clear();
    const sent = attemptsAtStripe(system).length;
    await system.until(
      'the charge waits for an operator',
      async () =>
        (await system.query('payments', "select from idempotency_key where state = 'review'")).length === 1,
      30_000,
    );
    const heard = passed(system, 'checkout->payments', 'response', inReview).length;
    await system.until(
      'checkout hears that an operator was asked',
      () => passed(system, 'checkout->payments', 'response', inReview).length > heard,
      30_000,
    );
    assert.equal(attemptsAtStripe(system).length, sent, 'charges sent again after two days');
    // More than there are copies of checkout.
    for (const name of ['Grace', 'Edsger', 'Barbara', 'Alan'])
      expectPaid(await system.shopper(name).checkOut({ attempts: 1 }));
    const withOthers = attemptsAtStripe(system).length;
    await ordersComparedWhenOld(system);
    assert.equal(await statusOf(system, orderId), 'payment_pending');
    assert.equal(attemptsAtStripe(system).length, withOthers, 'charges sent again meanwhile');
    await operatorDecides(system, { kind: 'refused' });
    await becomes(system, orderId, 'payment_failed');
    assert.deepEqual(await chargesOf(system, orderId), []);
  },
} satisfies Scenario;
