import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

const services = ['checkout', 'checkout-2', 'payments', 'payments-2', 'email', 'email-2', 'recommendations'];
/** Longer than every first connection may take. */
const outageMs = 3_000;

const scenarioOf = (dependency: 'redis' | 'postgres'): Scenario => ({
  name: `started-while-${dependency}-is-down`,
  ...(dependency === 'redis' ? { needs: 'redis' } : {}),
  broken: `All services are killed, and started while ${dependency} is down, as after a power failure.`,
  customerSees: 'Once it is back, orders are paid, and receipts arrive.',
  cell: { edge: dependency, fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.recovery', 'receipt.recovery'],
  // The breaker for recommendations stays open for up to 15 s plus 20% jitter.
  livenessMs: 30_000,
  run: async (system) => {
    const running = services
      .filter((name) => system.services.includes(name))
      .map((name) => system.process(name));
    await Promise.all(running.map((each) => each.kill()));
    await system.process(dependency).kill();
    const since = Date.now();
    const started = Promise.all(running.map((each) => each.start()));
    started.catch(() => undefined);
    await system.until('the first connections have failed', () => Date.now() - since > outageMs);
    await system.process(dependency).start();
    await started;
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 30 }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await isMailed(system, orderId);
  },
});

export default (['redis', 'postgres'] as const).map(scenarioOf);
