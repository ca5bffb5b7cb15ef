import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectAccepted, expectBusy, expectChargedOnce } from '../expectations.ts';

const terminateAll = `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'checkout'`;

export default {
  name: 'postgres-refuses-the-login',
  broken: "Postgres refuses checkout's login, as after a password change, just as its connections are cut.",
  customerSees: '503 with Retry-After. Once the login works, each retried order is paid, charged once.',
  cell: { edge: 'checkout->postgres', fault: 'login refused', phase: 'connect' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  run: async (system) => {
    const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    let responses: readonly CustomerResponse[];
    await system.query('postgres', 'alter role checkout nologin');
    try {
      await system.query('postgres', terminateAll);
      responses = await Promise.all(shoppers.map((each) => each.checkOut({ attempts: 1 })));
    } finally {
      await system.query('postgres', 'alter role checkout login');
    }
    for (const response of responses) {
      assert.equal(response.status, 503, response.text);
      expectBusy(response);
    }
    for (const [index, each] of shoppers.entries()) {
      const orderId = expectAccepted(await each.checkOut({ key: String(responses[index]?.key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
