import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'enqueue-response-lost',
  needs: 'redis',
  broken:
    "Redis accepts a receipt's job, but its response is lost: checkout cannot know, and adds the job again.",
  customerSees: 'One receipt.',
  cell: { edge: 'checkout->redis', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['receipt.idempotency', 'receipt.retry'],
  livenessMs: 20_000,
  isShort: true,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'checkout->redis',
      direction: 'response',
      label: 'EVALSHA addStandardJob',
      action: { kind: 'reset' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await strike.hit();
    system.saw('response lost after the effect');
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
