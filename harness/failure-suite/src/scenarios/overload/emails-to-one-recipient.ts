import assert from 'node:assert/strict';
import { type CustomerResponse } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { onRedis } from '../poison.ts';

const perDay = 3;
const hourMs = 3_600_000;

/** All counters of attempts become older, or end. */
const letPass = (system: System, hours: number): Promise<void> =>
  onRedis(system, async (redis) => {
    for (const key of await redis.keys('{holdfast:attempts}:*')) {
      const leftMs = (await redis.pttl(key)) - hours * hourMs;
      await (leftMs > 0 ? redis.pexpire(key, leftMs) : redis.del(key));
    }
    system.note(`for the counters of attempts, ${hours} hours pass`);
  });

function expectRefused(response: CustomerResponse): void {
  const { limit } = expectResponse(response, 429, 'too_many_attempts');
  assert.equal(limit, 'emails_per_recipient');
}

/** Refused, and again with the same key. */
async function staysRefused(send: (key: { key?: string }) => Promise<CustomerResponse>): Promise<void> {
  const refused = await send({});
  expectRefused(refused);
  for (let repeat = 0; repeat < 2; repeat += 1) expectRefused(await send({ key: String(refused.key) }));
}

export default {
  name: 'emails-to-one-recipient',
  needs: 'redis',
  broken: 'A stranger fills the inbox of one address with receipts, and returns two hours later.',
  customerSees:
    '429 after as many orders as may send email to one address in a day, and still two hours later. A repeat of a refused request is refused, one of an accepted request gets its order. Others buy as usual.',
  cell: { edge: 'shopper->checkout', fault: 'too many emails', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  isBackdated: true,
  settings: { checkout: { LIMIT_EMAILS_PER_RECIPIENT_DAY: `${perDay}` } },
  run: async (system) => {
    const mallory = system.shopper('Mallory');
    const accepted = await mallory.checkOut();
    const first = expectPaid(accepted);
    for (let order = 1; order < perDay; order += 1) expectPaid(await mallory.checkOut());
    await staysRefused((key) => mallory.checkOut({ ...key, attempts: 1 }));
    await letPass(system, 2);
    await staysRefused((key) => mallory.checkOut({ ...key, attempts: 1 }));
    await staysRefused((key) => mallory.refund(first, { ...key, attempts: 1 }));
    expectPaid(await system.shopper('Ada').checkOut());
    assert.equal(expectPaid(await mallory.checkOut({ key: String(accepted.key) })), first);
    await letPass(system, 22);
    expectPaid(await mallory.checkOut());
  },
} satisfies Scenario;
