import assert from 'node:assert/strict';
import { databaseUrl } from '@holdfast/local-stack';
import { Client } from 'pg';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { becomes, expectAccepted, expectBusy, expectChargedOnce } from '../expectations.ts';

/** Opens connections until Postgres refuses one. */
async function takeAll(system: System, taken: Client[]): Promise<void> {
  const connectionString = databaseUrl(system.address('postgres'), 'postgres');
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', (error) => system.note(`one of the extra connections broke: ${error.message}`));
    try {
      await client.connect();
    } catch (error) {
      if ((error as { code?: unknown }).code === '53300') return;
      throw error;
    }
    taken.push(client);
  }
}

/** Checkout reconnects as fast as it can: repeats until all connections are taken and none is checkout's. */
async function takeCheckouts(system: System, taken: Client[]): Promise<void> {
  let cut: number | null | undefined;
  while (cut !== 0) {
    await takeAll(system, taken);
    const terminated = await taken[0]?.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'checkout'",
    );
    cut = terminated?.rowCount;
  }
}

export default {
  name: 'too-many-connections',
  broken: "Another program has used up every Postgres connection, just as checkout's were cut.",
  customerSees: '503 with Retry-After, or the order. On a later retry, each order is paid, charged once.',
  cell: { edge: 'checkout->postgres', fault: 'too many connections', phase: 'connect' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  run: async (system) => {
    const taken: Client[] = [];
    const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    let responses: readonly CustomerResponse[];
    try {
      await takeCheckouts(system, taken);
      responses = await Promise.all(shoppers.map((each) => each.checkOut({ attempts: 1 })));
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
    assert.ok(
      responses.some(({ status }) => status === 503),
      'a request was refused',
    );
    for (const response of responses) if (response.status === 503) expectBusy(response);
    for (const [index, each] of shoppers.entries()) {
      const orderId = expectAccepted(await each.checkOut({ key: String(responses[index]?.key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
