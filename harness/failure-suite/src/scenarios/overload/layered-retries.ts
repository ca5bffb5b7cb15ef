import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, expectPending, passed } from '../expectations.ts';

export default {
  name: 'layered-retries',
  broken:
    'The provider drops each connection as soon as a charge is requested: checkout, payments and the SDK could each retry it.',
  customerSees: 'The order is accepted as pending after a moment, and paid once the provider is healthy.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['payment.retry', 'checkout.retry', 'checkout.timeout'],
  livenessMs: 25_000,
  run: async (system) => {
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset', direction: 'request' });
    const response = await system.shopper('Ada').checkOut({ attempts: 1 });
    expectPending(response);
    const asked = passed(system, 'checkout->payments', 'request', 'POST /payments');
    assert.ok(
      asked.filter(({ at }) => at <= response.endedAt).length <= 3,
      'attempts of checkout at payments',
    );
    await outage.struck();
    const [first] = passed(system, 'checkout->payments', 'response');
    const onTheWire = attemptsAtStripe(system).filter(({ at }) => at <= (first?.at ?? Infinity)).length;
    assert.ok(
      onTheWire <= 3,
      `${onTheWire} attempts on the wire for one checkout: layers multiply their retries`,
    );
  },
} satisfies Scenario;
