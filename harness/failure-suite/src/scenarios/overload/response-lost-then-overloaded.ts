import { NotHit } from '@holdfast/engine';
import { type Shopper } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

const customers = 6;
/** A call of the checkout client is over after so many, with or without a response. */
const attempts = 5;

export default {
  name: 'response-lost-then-overloaded',
  broken:
    'Six orders are placed, and their responses are lost. The customers ask again, but for some seconds, a proxy in front of the shop is overloaded.',
  customerSees:
    'Nothing that calls the order off: an order whose response was lost may exist. Then the order, paid and charged once.',
  cell: { edge: 'shopper->checkout', fault: '503', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.retry'],
  run: async (system) => {
    const losses = await system.lab.fault('shopper->checkout', { kind: 'reset', direction: 'response' });
    const shoppers = Array.from({ length: customers }, (_, n) => system.shopper(`Ada ${n + 1}`));
    const orders = shoppers.map((shopper) => shopper.checkOut());
    await losses.struck(customers);
    const overload = await system.lab.fault('shopper->checkout', {
      kind: 'status',
      status: 503,
      headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
      body: JSON.stringify({
        type: 'urn:holdfast:problem:overloaded',
        title: 'The service is overloaded',
        status: 503,
        detail: 'Too many requests are in progress. Nothing was done.',
        instance: '/checkouts',
        code: 'overloaded',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        retryAfterSeconds: 1,
      }),
    });
    await losses.clear();
    const answersOf = ({ name }: Shopper): readonly number[] =>
      system.responses.filter(({ shopper }) => shopper === name).map(({ status }) => status);
    await system.until(
      'no call of a client is left',
      () => shoppers.map(answersOf).every((each) => each.length >= attempts || each.includes(201)),
      30_000,
    );
    if (!shoppers.some((each) => answersOf(each).includes(503)))
      throw new NotHit('No customer met the overloaded proxy.');
    await overload.clear();
    for (const response of await Promise.all(orders)) await expectChargedOnce(system, expectPaid(response));
  },
} satisfies Scenario;
