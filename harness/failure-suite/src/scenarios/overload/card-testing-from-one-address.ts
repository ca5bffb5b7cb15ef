import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse, now } from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { customerLines, labIsTrusted } from '../customer-lines.ts';
import { expectResponse, expectPaid, ordersOf } from '../expectations.ts';

const limit = 5;
/** Without a fast Redis, each instance counts on its own, so up to three counters must fill up. */
const mostDeclines = 3 * limit;
const cards = 2 * mostDeclines;
const periodMs = 3_600_000;
/** `Retry-After` is in whole seconds. */
const roundedMs = 1_000;
const badCard = { paymentMethod: 'pm_card_chargeDeclined' };

export default {
  name: 'card-testing-from-one-address',
  broken: 'An attacker tries thirty stolen cards from one address that is allowed five declined cards.',
  customerSees:
    'Customers at other addresses buy as usual, and a first declined card costs them nothing. The attacker gets 429 with the time to wait, which ends an hour after the first declined card. Nothing is charged or stored for those attempts.',
  cell: { edge: 'shopper->checkout', fault: 'card testing', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  settings: {
    checkout: {
      LIMIT_DECLINES_PER_ADDRESS_HOUR: `${limit}`,
      TRUST_PROXY: labIsTrusted,
    },
  },
  run: async (system) => {
    const [began] = await system.query('checkout', 'select clock_timestamp() as at');
    const on = customerLines();
    const tester = system.shopper('Mallory');
    const tried: CustomerResponse[] = [];
    let isOver = false;
    const testCards = async (): Promise<void> => {
      try {
        for (let host = 1; host <= cards; host += 1)
          tried.push(await tester.checkOut({ order: badCard, headers: on(0, host), attempts: 1 }));
      } finally {
        isOver = true;
      }
    };
    const buy = async (name: string, line: number): Promise<number> => {
      const customer = system.shopper(name);
      const visit = { headers: on(line, 1), attempts: 1 };
      expectResponse(await customer.checkOut({ ...visit, order: badCard }), 402, 'card_declined');
      let bought = 0;
      do {
        expectPaid(await customer.checkOut(visit));
        bought += 1;
      } while (!isOver);
      return bought;
    };
    tried.push(await tester.checkOut({ order: badCard, headers: on(0, 0), attempts: 1 }));
    const firstCardAt = Number(tried[0]?.endedAt);
    await system.until('some seconds have passed', () => now() > firstCardAt + 4 * roundedMs);
    const [, ...bought] = await Promise.all([testCards(), buy('Ada', 1), buy('Grace', 2), buy('Edsger', 3)]);
    await system.until('the attacker may return an hour after the first card', async () => {
      tried.push(await tester.checkOut({ order: badCard, headers: on(0, 0), attempts: 1 }));
      return tried
        .filter(isRefused)
        .some((refused) => mayReturnAt(refused) <= firstCardAt + periodMs + roundedMs);
    });
    const declined = expectSentAway(tried);
    const [first] = tried;
    assert.ok(first);
    expectReplay(
      first,
      await tester.checkOut({ order: badCard, key: String(first.key), headers: on(0, 1), attempts: 1 }),
    );
    assert.equal((await ordersOf(system, tester)).length, declined, 'orders of the attacker');
    const paid = bought.reduce((sum, each) => sum + each, 0);
    await expectStored(system, { paid, declined: declined + bought.length, since: began?.['at'] });
  },
} satisfies Scenario;

const isRefused = ({ status }: CustomerResponse): boolean => status === 429;

const secondsToWait = ({ headers }: CustomerResponse): number => Number(headers['retry-after']);

const mayReturnAt = (refused: CustomerResponse): number => refused.startedAt + 1_000 * secondsToWait(refused);

/** Expects declines up to the limit, then 429 with Retry-After. Returns the number of declines. */
function expectSentAway(tried: readonly CustomerResponse[]): number {
  for (const response of tried.slice(0, limit)) expectResponse(response, 402, 'card_declined');
  const refused = tried.filter(({ status }) => status !== 402);
  for (const response of refused) {
    assert.equal(expectResponse(response, 429, 'too_many_attempts')['limit'], 'declines_per_address');
    const seconds = secondsToWait(response);
    assert.ok(seconds > 0 && seconds <= 3_600, `Retry-After: ${response.headers['retry-after'] ?? 'none'}`);
  }
  const declined = tried.length - refused.length;
  assert.ok(declined <= mostDeclines, `${declined} cards were tried from one address; the limit is ${limit}`);
  return declined;
}

/** An earlier request is not refused now: its key still gets its stored response. */
function expectReplay(first: CustomerResponse, again: CustomerResponse): void {
  assert.equal(again.text, first.text);
  assert.equal(again.headers['idempotent-replayed'], 'true');
}

/**
 * Each accepted card has one order, one payment and one attempt at the provider; refused ones have none, and
 * no key is stored.
 */
async function expectStored(
  system: System,
  { paid, declined, since }: { readonly paid: number; readonly declined: number; readonly since: unknown },
): Promise<void> {
  const { orders, payments, charges } = await system.ledgers();
  const taken = paid + declined;
  assert.deepEqual([orders.length, payments.length, charges.length], [taken, taken, taken]);
  assert.equal(charges.filter(({ status }) => status === 'succeeded').length, paid, 'charges that succeeded');
  const keys = await system.query(
    'checkout',
    `select key_hash from idempotency_key k
     where created_at >= $1 and not exists (select from orders o where o.operation_id = k.operation_id)`,
    [since],
  );
  assert.deepEqual(keys, [], 'stored keys without an order');
}
