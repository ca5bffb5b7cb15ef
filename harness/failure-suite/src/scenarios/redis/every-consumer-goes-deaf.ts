import assert from 'node:assert/strict';
import { type StrikeHandle } from '@holdfast/engine';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectAccepted } from '../expectations.ts';

const shoppers = ['Ada', 'Grace', 'Edsger', 'Barbara'];

/** 12 s until a consumer gives up a silent connection, and 5 s until it finds the jobs that it had taken. */
const mailedWithinMs = 40_000;

export default {
  name: 'every-consumer-goes-deaf',
  needs: 'redis',
  broken:
    'Each instance of email takes a job from Redis. The response is swallowed, and the connection stays open and silent.',
  customerSees: 'The order is paid. Its receipt comes some seconds late, once.',
  cell: { edge: 'email->redis', fault: 'black hole of both copies', phase: 'throughout' },
  proves: ['receipt.recovery', 'receipt.timeout'],
  livenessMs: mailedWithinMs,
  run: async (system) => {
    const deafen = (): Promise<StrikeHandle> =>
      system.lab.strike({
        edge: 'email->redis',
        direction: 'response',
        label: 'EVALSHA moveToActive',
        action: { kind: 'black_hole' },
      });
    const first = await deafen();
    const responses = [await Promise.all(shoppers.map((name) => system.shopper(name).checkOut()))];
    const { message } = await first.hit();
    // Only the other instance still receives responses.
    const second = await deafen();
    responses.push(await Promise.all(shoppers.map((name) => system.shopper(name).checkOut())));
    const { message: other } = await second.hit();
    assert.notEqual(message?.edge, other?.edge, 'each instance is deaf');
    const orders = responses.flat().map(expectAccepted);
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    for (const orderId of orders)
      assert.equal((await isMailed(system, orderId, mailedWithinMs)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
