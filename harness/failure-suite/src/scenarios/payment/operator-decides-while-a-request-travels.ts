import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

const route = 'POST /v1/payment_intents';

const keyOfOrder = `
  select k.attempt, k.tries, k.reason from idempotency_key k join payment p using (key_hash) where p.order_id = $1`;

/** Does what `npm run ops -- keys resolve … --not-executed` does, ten minutes after the first request. */
const notExecuted = `
  update idempotency_key k
  set state = 'unknown', epoch = epoch + 1, drive_at = clock_timestamp(), sent_at = sent_at - interval '10 minutes',
      first_sent_at = first_sent_at - interval '10 minutes',
      resolution = jsonb_build_object('kind', 'not_executed', 'by', 'ada', 'at', clock_timestamp())
  from payment p where p.key_hash = k.key_hash and p.order_id = $1 and k.state = 'unknown' and k.tries > 1
  returning k.attempt`;

export default {
  name: 'operator-decides-while-a-request-travels',
  broken:
    'A charge has been repeated for ten minutes without a response. One of its requests is still on its way when an operator records that it was not executed.',
  customerSees:
    'The order stays pending: nothing is sent while a request may arrive. It arrives, and the order is paid, once.',
  cell: { edge: 'payments->stripe', fault: 'a wrong decision', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    await system.simulator.fault({ route, fault: 'hang' });
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(
      system,
      { edge: 'payments->stripe', direction: 'request', label: route },
      () => ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const orderId = expectPending(await outcome);
    await system.until(
      'an operator has decided',
      async () => (await system.query('payments', notExecuted, [orderId])).length === 1,
      30_000,
    );
    const key = await system.until('payments has read the decision', async () => {
      const [row] = await system.query('payments', keyOfOrder, [orderId]);
      return String(row?.['reason']).includes('decision not applied') || Number(row?.['attempt']) > 1
        ? row
        : undefined;
    });
    assert.equal(key['attempt'], 1, 'attempts while an earlier request may still arrive');
    await system.simulator.clearFaults();
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
