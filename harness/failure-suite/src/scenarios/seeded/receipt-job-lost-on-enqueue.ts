import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'receipt-job-lost-on-enqueue',
  needs: 'redis',
  broken: 'Redis is up, but every job that checkout enqueues is lost in transit for a while.',
  customerSees: 'The order is paid immediately. The receipt arrives once jobs get through.',
  cell: { edge: 'checkout->redis', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['receipt.recovery', 'receipt.retry'],
  // The relay's pauses and its breaker may have grown to 10 s.
  livenessMs: 40_000,
  run: async (system) => {
    const before = await failuresToPublish(system);
    const outage = await system.lab.fault('checkout->redis', {
      kind: 'reset',
      direction: 'request',
      label: 'EVALSHA addStandardJob',
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await system.until(
      'checkout has failed to publish once',
      async () => (await failuresToPublish(system)) > before,
      20_000,
    );
    await outage.clear();
    await isMailed(system, orderId, 25_000);
  },
} satisfies Scenario;

/** Sums both instances since their start. */
async function failuresToPublish(system: System): Promise<number> {
  const texts = await Promise.all(['checkout', 'checkout-2'].map((name) => system.ask(name, '/metrics')));
  return texts
    .map(({ text }) => Number(/^outbox_publish_failures_total(?:\{.*\})? (\d+)$/m.exec(text)?.[1] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}
