import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

/** Does what `npm run ops -- keys resolve … --not-executed` does, ten minutes after the charge was sent. */
const notExecuted = `
  update idempotency_key
  set state = 'unknown', epoch = epoch + 1, drive_at = clock_timestamp(), sent_at = sent_at - interval '10 minutes',
      resolution = jsonb_build_object('kind', 'not_executed', 'by', 'ada', 'at', clock_timestamp())
  where state = 'unknown' and operation = 'create-payment' returning operation_id`;

const isHeeded = `
  select attempt from idempotency_key
  where operation = 'create-payment' and resolution is null and state <> 'running' and operation_id = $1`;

export default {
  name: 'operator-says-not-executed',
  broken:
    'The provider charges the card, its response is lost, and an operator records that the charge was never executed.',
  customerSees: "The order is paid, once: the charge is looked up before the operator's decision is applied.",
  cell: { edge: 'payments->stripe', fault: 'a wrong decision', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
    await held.release('reset');
    const orderId = expectPending(await outcome);
    const operationId = await system.until('an operator has decided', async () => {
      const [key] = await system.query('payments', notExecuted);
      return key?.['operation_id'];
    });
    const key = await system.until('payments has applied the decision', async () => {
      const [heeded] = await system.query('payments', isHeeded, [operationId]);
      return heeded;
    });
    assert.equal(key['attempt'], 1, 'attempts at a charge that was never looked up');
    await outage.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
