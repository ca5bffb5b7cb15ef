import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { countingStatement } from '../counting-statement.ts';
import { expectPaid, passed } from '../expectations.ts';

/** No other customer of this scenario buys it. */
const product = 'prod_compass';

/** True once the killed worker's job is free and the inbox has seen more than one delivery. */
async function isDeliveredAgain(system: System): Promise<boolean> {
  if (passed(system, 'recommendations->postgres', 'request', countingStatement).length < 2) return false;
  const { jobs } = await system.ledgers();
  return jobs.every(
    ({ queue, state, count }) => queue !== 'recommendations' || state !== 'active' || count === 0,
  );
}

export default {
  name: 'purchase-delivered-twice',
  broken:
    'Recommendations is killed after it counts a purchase, before it learns that the count was committed. After the restart, the purchase is delivered a second time.',
  customerSees: 'The order is paid as usual, and counts once in recommendations.',
  cell: {
    edge: 'recommendations->postgres',
    fault: 'kill -9',
    phase: 'after it ran, before a byte returns',
  },
  proves: ['recommendations.idempotency', 'recommendations.recovery'],
  // The job of a killed worker is taken over within 15 s.
  livenessMs: 40_000,
  run: async (system) => {
    const counted = async (): Promise<number> => {
      const text = 'select count from purchase where product_id = $1';
      const [row] = await system.query('recommendations', text, [product]);
      return Number(row?.['count'] ?? 0);
    };
    const before = await counted();
    const strike = await system.lab.strike({
      edge: 'recommendations->postgres',
      direction: 'response',
      label: countingStatement,
      action: { kind: 'hold' },
    });
    const order = { lines: [{ productId: product, quantity: 1 }] };
    expectPaid(await system.shopper('Ada').checkOut({ order }));
    await strike.hit();
    assert.equal(await counted(), before + 1, 'the count is committed');
    await system.process('recommendations').kill();
    await strike.release('reset');
    await system.process('recommendations').start();
    await system.until('the purchase is delivered again', () => isDeliveredAgain(system), 40_000);
    system.saw('duplicate job seen');
    assert.equal(await counted(), before + 1, 'a purchase that is delivered twice counts once');
  },
} satisfies Scenario;
