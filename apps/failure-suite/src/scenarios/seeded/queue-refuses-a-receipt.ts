import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../mails-seen.ts';
import { expectPaid } from '../what-was-seen.ts';

export default {
  name: 'queue-refuses-a-receipt',
  needs: 'redis',
  broken: 'Redis is there, but every job that checkout puts on a queue is lost on its way for a while.',
  customerSees: 'The order is paid at once. The receipt comes as soon as jobs get through.',
  cell: { edge: 'checkout->redis', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['receipt.recovery', 'receipt.retry'],
  // Pauses of the relay, and its breaker, may have grown to 10 s just before.
  livenessMs: 40_000,
  run: async (system) => {
    const outage = await system.lab.fault('checkout->redis', {
      kind: 'reset',
      direction: 'request',
      label: 'EVALSHA addStandardJob',
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    // Twice for the job and twice for a look whether Redis takes anything: by the fifth, checkout has given up and come again.
    await outage.struck(5);
    await outage.clear();
    await isMailed(system, orderId, 40_000);
  },
} satisfies Scenario;
