import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { databaseUrl, migratedServices, migrationsProgram, repositoryRoot } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

/** Migrates all databases, as `npm run migrate` does. Rejects with its output if it fails. */
async function migrate(system: System): Promise<void> {
  const ours = migratedServices.filter((service) => system.services.includes(service));
  const addresses = ours.map((service) => [
    `${service.toUpperCase()}_MIGRATIONS_URL`,
    databaseUrl(system.address('postgres'), service),
  ]);
  const env = Object.fromEntries(addresses) as Record<string, string>;
  await promisify(execFile)(process.execPath, [path.join(repositoryRoot, migrationsProgram)], { env });
}

export default {
  name: 'migrations-in-traffic',
  broken: 'Two deploys migrate all databases at the same moment, twice, while customers order.',
  customerSees: 'Nothing: each order is paid at the first attempt.',
  cell: { edge: 'checkout->postgres', fault: 'migrations', phase: 'throughout' },
  proves: ['checkout.recovery'],
  fallacies: ['topology does not change'],
  run: async (system) => {
    const orders: string[] = [];
    let isMigrating = true;
    const shop = async (): Promise<void> => {
      while (isMigrating)
        orders.push(expectPaid(await system.shopper().checkOut({ attempts: 1, timeoutMs: 15_000 })));
    };
    const shopping = Promise.all([shop(), shop()]);
    try {
      for (let deploy = 0; deploy < 2; deploy += 1) await Promise.all([migrate(system), migrate(system)]);
    } finally {
      isMigrating = false;
    }
    await shopping;
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    for (const orderId of orders) await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
