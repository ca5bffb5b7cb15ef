import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type CustomerResponse } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { customerLines, labIsTrusted } from '../customer-lines.ts';
import { expectPaid, expectResponse } from '../expectations.ts';

const perMinute = 30;
const perHour = 10;

type Visit = () => Promise<CustomerResponse>;

/** Buys until both instances, which take turns, refuse. */
async function useUp(system: System, limit: string, visit: Visit): Promise<void> {
  let refusedInARow = 0;
  await system.until(
    `both instances refuse: ${limit}`,
    async () => {
      refusedInARow = (await visit()).status === 429 ? refusedInARow + 1 : 0;
      return refusedInARow === 4;
    },
    30_000,
  );
}

export default {
  name: 'limits-outlive-their-counters',
  needs: 'redis',
  broken: 'Two customers have used up a limit, one of a minute and one of an hour, when Redis is killed.',
  customerSees:
    'Both still get 429, and may return when the minute or the hour is over. A repeat of an earlier request gets its response. Others buy as usual.',
  cell: { edge: 'redis', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.fallback'],
  // The relay's pauses and its breaker may have grown to 10 s just before Redis comes back.
  livenessMs: 40_000,
  settings: {
    checkout: {
      LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: `${perMinute}`,
      LIMIT_CHECKOUTS_PER_EMAIL_HOUR: `${perHour}`,
      TRUST_PROXY: labIsTrusted,
    },
  },
  run: async (system) => {
    const on = customerLines();
    const mallory = system.shopper('Mallory');
    let others = 0;
    const byAddress: Visit = () =>
      system.shopper(`Eve ${randomUUID()}`).checkOut({ headers: on(0), attempts: 1 });
    const byEmail: Visit = () => mallory.checkOut({ headers: on((others += 1)), attempts: 1 });
    const accepted = await mallory.checkOut({ headers: on(0) });
    await useUp(system, 'checkouts_per_email', byEmail);
    await useUp(system, 'checkouts_per_address', byAddress);
    await system.process('redis').kill();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expectRefused(await byAddress(), 'checkouts_per_address');
      expectRefused(await byEmail(), 'checkouts_per_email');
      const again = await mallory.checkOut({ headers: on(0), key: String(accepted.key), attempts: 1 });
      assert.equal(expectPaid(again), expectPaid(accepted));
    }
    expectPaid(await system.shopper('Ada').checkOut({ headers: on((others += 1)) }));
    await system.process('redis').start();
  },
} satisfies Scenario;

function expectRefused(response: CustomerResponse, limit: string): void {
  const { limit: by } = expectResponse(response, 429, 'too_many_attempts');
  if (by !== limit) throw new Error(`refused by ${String(by)}, not by ${limit}`);
}
