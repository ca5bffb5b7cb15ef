import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

const keyOfOrder = `
  select k.state, k.attempt, k.reason from idempotency_key k join payment p using (key_hash) where p.order_id = $1`;

/** Does what `npm run ops -- keys resolve … --not-executed` does. */
const notExecuted = `
  update idempotency_key k
  set state = 'unknown', epoch = epoch + 1, drive_at = clock_timestamp(),
      resolution = jsonb_build_object('kind', 'not_executed', 'by', 'ada', 'at', clock_timestamp())
  from payment p where p.key_hash = k.key_hash and p.order_id = $1 and k.state = 'unknown' and k.attempt = 2
  returning k.attempt`;

export default {
  name: 'operator-says-not-executed-too-soon',
  broken:
    'All charge requests fail at the provider (500). The first has been absent for long enough, and another was sent under a new key a moment ago, when an operator records that none was executed.',
  customerSees:
    'The order stays pending: the decision waits while the second request may still arrive. Then it is paid, once.',
  cell: { edge: 'payments->stripe', fault: 'a wrong decision', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  // Time to decide before the second request, too, counts as absent.
  settings: { payments: { KEY_ABSENCE_GRACE_MS: '10000' } },
  run: async (system) => {
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'error_500' });
    const ada = system.shopper('Ada');
    const orderId = expectPending(await ada.checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await system.until(
      'an operator has decided',
      async () => (await system.query('payments', notExecuted, [orderId])).length === 1,
      30_000,
    );
    const key = await system.until('payments has read the decision', async () => {
      const [row] = await system.query('payments', keyOfOrder, [orderId]);
      return String(row?.['reason']).includes('decision not applied') || Number(row?.['attempt']) > 2
        ? row
        : undefined;
    });
    assert.equal(key['attempt'], 2, 'attempts while the second may still arrive');
    assert.match(String(key['reason']), /may still arrive/);
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
