import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid, expectResponse, orderBegunBy } from '../expectations.ts';

interface Outcome {
  readonly paymentMethod: string;
  /** Of the order, by the event. */
  readonly status: string;
  readonly expectFinal: (response: CustomerResponse) => unknown;
}

/** The event settles the order while its response is held; then payments cannot be reached. */
async function settledFirst(system: System, { paymentMethod, status, expectFinal }: Outcome): Promise<void> {
  const ada = system.shopper('Ada');
  const order = { paymentMethod };
  const { held, outcome } = await holdAt(system, { edge: 'checkout->payments', direction: 'response' }, () =>
    ada.checkOut({ order, attempts: 1, timeoutMs: 15_000 }),
  );
  await becomes(system, await orderBegunBy(system, ada), status);
  const outage = await system.lab.fault('checkout->payments', { kind: 'reset' });
  await held.release('reset');
  expectFinal(await outcome);
  await outage.clear();
}

const common = {
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency'],
} as const;

export default [
  {
    ...common,
    name: 'paid-before-its-response-is-lost',
    broken:
      'The event of a payment settles its order. Then the response to checkout is lost, and payments cannot be reached.',
    customerSees: '201: checkout reads the result that the event brought. The order is paid once.',
    run: (system) =>
      settledFirst(system, { paymentMethod: 'pm_card_visa', status: 'paid', expectFinal: expectPaid }),
  },
  {
    ...common,
    name: 'declined-before-its-response-is-lost',
    broken:
      'The event of a declined payment settles its order. Then the response to checkout is lost, and payments cannot be reached.',
    customerSees: '402: checkout reads the result that the event brought. Nothing is charged.',
    run: (system) =>
      settledFirst(system, {
        paymentMethod: 'pm_card_chargeDeclined',
        status: 'payment_failed',
        expectFinal: (response) => expectResponse(response, 402, 'card_declined'),
      }),
  },
] satisfies readonly Scenario[];
