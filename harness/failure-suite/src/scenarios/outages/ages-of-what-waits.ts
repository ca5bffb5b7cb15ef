import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectPaid, expectPending } from '../expectations.ts';
import { oldestShown } from '../gauges-seen.ts';
import { ordersComparedSince } from '../reconciliation-seen.ts';
import { killing, refusing } from '../while-down.ts';

const hourS = 3_600;

/** Makes everything that waits an hour older, except for what earlier scenarios have left to operators. */
const anHourPasses: readonly (readonly [database: string, sql: string])[] = [
  [
    'email',
    `update email set pending_since = pending_since - interval '1 hour' where status in ('queued', 'sending')`,
  ],
  ['checkout', `update outbox set created_at = created_at - interval '1 hour' where published_at is null`],
  [
    'checkout',
    `update idempotency_key set created_at = created_at - interval '1 hour' where state not in ('done', 'review')`,
  ],
  [
    'checkout',
    `update reconciliation set completed_at = completed_at - interval '1 hour' where name = 'orders'`,
  ],
];

const copiesOf = { checkout: ['checkout', 'checkout-2'], email: ['email', 'email-2'] };

const ages: readonly (readonly [gauge: string, processes: readonly string[]])[] = [
  ['email_oldest_unsent_seconds', copiesOf.email],
  ['outbox_oldest_unpublished_seconds', copiesOf.checkout],
  ['idempotency_oldest_unfinished_seconds', copiesOf.checkout],
  ['reconciliation_seconds_since_complete', copiesOf.checkout],
];

/** 30 s: services measure every 10 s, and a comparison that fails rests before it measures. */
const patienceMs = 30_000;

async function show(system: System, what: string, isRight: (seconds: number) => boolean): Promise<void> {
  for (const [gauge, processes] of ages)
    for (const process of processes) {
      let shown = Number.NaN;
      await system
        .until(
          `${process} shows ${what} as ${gauge}`,
          async () => isRight((shown = await oldestShown(system, process, gauge))),
          patienceMs,
        )
        .catch((error: unknown) => {
          throw new Error(`${process} shows ${shown} as ${gauge}, not ${what}`, { cause: error });
        });
    }
}

export default {
  name: 'ages-of-what-waits',
  needs: 'redis',
  broken:
    'The mail server and payments refuse connections, and Redis is killed. An email, a message, an order and the comparison with payments wait for an hour.',
  customerSees:
    'Two orders are paid, one is pending. Once everything is back, all three are paid and their receipts arrive. Until then, operators see how long each of the four has waited.',
  cell: { edge: 'redis', fault: 'kill -9, mail and payments too', phase: 'throughout' },
  proves: ['receipt.observability', 'checkout.observability'],
  isBackdated: true,
  // The breakers for the mail server and Redis may have reopened for up to 36 s.
  livenessMs: 60_000,
  run: async (system) => {
    const [ada, grace] = [system.shopper('Ada'), system.shopper('Grace')];
    await ordersComparedSince(system, new Date(0));
    const mailIsBack = await refusing('email->mail')(system);
    const first = expectPaid(await ada.checkOut());
    await system.until(
      'email has the receipt',
      async () => (await system.query('email', 'select from email where order_id = $1', [first])).length > 0,
    );
    const redisIsBack = await killing('redis')(system);
    const second = expectPaid(await ada.checkOut());
    const paymentsIsBack = await refusing('checkout->payments')(system);
    const pending = expectPending(await grace.checkOut({ attempts: 1 }));
    for (const [database, sql] of anHourPasses) {
      const moved = await system.query(database, `${sql} returning 1`);
      assert.ok(moved.length > 0, `nothing waits in ${database}: ${sql}`);
    }
    await show(system, 'about an hour', (seconds) => seconds >= hourS && seconds < hourS + 300);
    await paymentsIsBack();
    await redisIsBack();
    await mailIsBack();
    await becomes(system, pending, 'paid');
    for (const orderId of [first, second, pending]) await isMailed(system, orderId, 60_000);
    await show(system, 'no old one', (seconds) => seconds < 60);
  },
} satisfies Scenario;
