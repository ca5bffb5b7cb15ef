import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type Direction } from '@holdfast/lab-api';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { type Shopper, twoTeas } from '@holdfast/witness';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, untilRefunded, usd } from '../parts-of-refunds.ts';

const commits = [
  'insert idempotency_key + insert refund + update payment',
  'update idempotency_key + update refund + update payment + insert outbox',
] as const;

export default {
  name: 'part-while-payments-dies-at-each-commit',
  broken:
    'Four parts of an order are refunded one after another. Each time, payments is killed (SIGKILL): before and after it commits the request, before and after it commits the result.',
  customerSees: 'Every part is refunded once; together they are the whole payment.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'throughout' },
  proves: ['refund.recovery', 'refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const points = commits.flatMap((label) =>
      (['request', 'response'] as const).map((direction) => ({ label, direction })),
    );
    for (const [index, point] of points.entries()) {
      await refundWhileKilled(system, ada, orderId, point);
      await refundedTotalIs(system, ada, orderId, 1_050 * (index + 1));
    }
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedAtStripe(system), [1_050, 1_050, 1_050, 1_050]);
  },
} satisfies Scenario;

async function refundWhileKilled(
  system: System,
  shopper: Shopper,
  orderId: string,
  point: { readonly label: string; readonly direction: Direction },
): Promise<void> {
  const key = uuidv7();
  const { held, outcome } = await holdAt(system, { edge: 'payments->postgres', ...point }, () =>
    refundPart(system, shopper, orderId, usd(1_050), { key }),
  );
  const victim = system.process(point.direction === 'request' ? held.message.sender : held.message.receiver);
  await victim.kill();
  await held.release('drop');
  await outcome;
  await victim.start();
  await untilRefunded(system, shopper, orderId, usd(1_050), key);
}
