import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectBusy, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

/** Simulates a failover to a standby. Existing sessions would keep their setting, so they are terminated. */
async function makeReadOnly(system: System, isReadOnly: boolean): Promise<void> {
  const change = isReadOnly
    ? 'set default_transaction_read_only = on'
    : 'reset default_transaction_read_only';
  await system.query('postgres', `alter database checkout ${change}`);
  await system.query(
    'postgres',
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'checkout'",
  );
}

export default {
  name: 'postgres-read-only',
  broken: "Checkout's database allows reads but no writes, like a standby after a failover.",
  customerSees: '503 with Retry-After, and nothing is charged. Once writes work again, a retry is paid.',
  cell: { edge: 'checkout->postgres', fault: 'read-only', phase: 'throughout' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await makeReadOnly(system, true);
    let key: string;
    try {
      const response = await ada.checkOut({ attempts: 1 });
      expectBusy(response);
      key = String(response.key);
      assert.deepEqual(await ordersOf(system, ada), []);
    } finally {
      await makeReadOnly(system, false);
    }
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ key })));
  },
} satisfies Scenario;
