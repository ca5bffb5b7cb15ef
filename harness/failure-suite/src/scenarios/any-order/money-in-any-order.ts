import assert from 'node:assert/strict';
import { type Ledgers, SeededRandom } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isIdle } from '../news.ts';
import { MovingOrder } from './money-moves.ts';

const customers = ['Ada', 'Grace', 'Edsger', 'Barbara'];
const rounds = 6;

/** How the provider sends its webhooks meanwhile. */
const deliveries = [undefined, { fault: 'reorder', ms: 300 }, { fault: 'duplicate' }] as const;

/** What is left of an order's charge at the provider; undefined if a lost dispute closes it for refunds. */
function leftAtStripe({ charges, refunds, disputes }: Ledgers, orderId: string): number | undefined {
  const charge = charges.find(({ metadata }) => metadata['orderId'] === orderId);
  assert.ok(charge, `the provider has no charge for ${orderId}`);
  const isOfCharge = ({ chargeId }: { readonly chargeId: string }): boolean => chargeId === charge.chargeId;
  if (disputes.some((dispute) => isOfCharge(dispute) && dispute.status === 'lost')) return undefined;
  const refunded = refunds
    .filter((refund) => isOfCharge(refund) && /^(succeeded|pending)$/.test(refund.status))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return charge.amountMinor - refunded;
}

/** Whatever happened before: what the provider would return can be returned, and nothing else. */
async function expectRestReturnable(system: System, order: MovingOrder): Promise<void> {
  const left = leftAtStripe(await system.ledgers(), order.orderId);
  const { status, text } = await order.refundRest();
  const expected = left !== undefined && left > 0 ? 201 : 409;
  assert.equal(
    status,
    expected,
    `a refund of the rest, with ${left ?? 'a lost dispute and something'} left: ${text}`,
  );
}

const scenarioOf = (seed: number): Scenario => ({
  name: `money-in-any-order-${seed}`,
  broken: `Nothing, but for four orders, refunds of parts and of everything, refunds in the dashboard, disputes and repeated requests follow or meet each other in any order (seed ${seed}).`,
  customerSees:
    'Every response, history and email is true at any moment. What is left can be returned, and no more.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'throughout' },
  proves: ['refund.idempotency', 'refund.recovery', 'refund.observability', 'webhook.idempotency'],
  seed,
  livenessMs: 30_000,
  isShort: seed <= 2,
  run: async (system) => {
    const random = new SeededRandom(seed);
    const delivery = deliveries[seed % deliveries.length];
    const orders = await Promise.all(
      customers.map((name, index) =>
        MovingOrder.of(system, new SeededRandom(seed, index + 1), system.shopper(name)),
      ),
    );
    await isIdle(system);
    if (delivery !== undefined) await system.simulator.fault({ route: 'webhooks', ...delivery });
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        orders.flatMap((order) =>
          random.isLucky(0.3) ? [order.move(orders), order.move(orders)] : [order.move(orders)],
        ),
      );
      if (random.isLucky(0.5)) await isIdle(system);
    }
    if (delivery !== undefined) await system.simulator.clearFaults();
    for (const order of orders) await order.decideForUs();
    await isIdle(system);
    for (const order of orders) await expectRestReturnable(system, order);
  },
});

/** Enough for every pair of moves to follow each other on some order. */
export default [1, 2, 3, 4].map(scenarioOf);
