import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { databaseUrl } from '@holdfast/local-stack';
import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { Client } from 'pg';
import { type Scenario } from '../../scenario/scenario.ts';
import { NotHit } from '@holdfast/engine';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

/** Takes something away from one service's database, and returns how to give it back. */
type Take = (system: System, database: string) => Promise<() => Promise<unknown>>;

async function logged(system: System, what: RegExp): Promise<number> {
  return [...(await system.log('postgres')).matchAll(new RegExp(what, 'g'))].length;
}

/** Refuses the service every connection. */
const connections: Take = async (system, database) => {
  await system.query('postgres', `alter role ${database} connection limit 0`);
  await system.query(
    'postgres',
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${database}'`,
  );
  return () => system.query('postgres', `alter role ${database} connection limit -1`);
};

/** Someone holds a lock that every statement on the tables needs, so each connection of the pool waits. */
const locks: Take = async (system, database) => {
  const client = new Client({ connectionString: databaseUrl(system.address('postgres'), database) });
  // Queries reject with the same error.
  client.on('error', () => undefined);
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'`,
  );
  await client.query(`begin; lock table ${tables.rows.map(({ name }) => name).join(', ')}`);
  return () => client.end();
};

/** Postgres refuses each new row as it does when the disk for its data is full. */
const disk: Take = async (system, database) => {
  const changed = async (sql: string): Promise<void> => void (await system.query(database, sql));
  await changed(`create or replace function refuse_rows() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
  const each = (act: string): string => `do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'migrations' loop
      execute format('${act}', name);
    end loop; end $$`;
  await changed(
    each('create trigger full_disk before insert on %I for each statement execute function refuse_rows()'),
  );
  return async () => {
    await changed(each('drop trigger full_disk on %I'));
    await changed('drop function refuse_rows()');
  };
};

const signs = new Map<Take, RegExp>([
  [connections, /FATAL: {2}too many connections for role/],
  [locks, /ERROR: {2}canceling statement due to/],
  [disk, /ERROR: {2}could not extend file/],
]);

interface Placed {
  readonly shopper: Shopper;
  readonly response: CustomerResponse;
}

/**
 * Accepted, refused with Retry-After, or in progress at the other instance, which took it over from one that
 * waited for too long; never an error without a way out.
 */
function expectUsable({ status, failure, headers, text }: CustomerResponse): void {
  const isInProgress = status === 409 && text.includes('"idempotency_in_flight"');
  assert.ok([201, 202, 503, 504].includes(status) || isInProgress, `an order got ${failure ?? status}`);
  if (status >= 400) assert.match(headers['retry-after'] ?? 'absent', /^\d+$/);
}

/** `refusals`: ends only once Postgres has refused this much. */
async function withoutRoom(system: System, database: string, take: Take, refusals: number): Promise<void> {
  const shoppers = Array.from({ length: 4 }, () => system.shopper());
  const place = (shopper: Shopper): Promise<Placed> =>
    shopper.checkOut({ attempts: 1, timeoutMs: 15_000 }).then((response) => ({ shopper, response }));
  const sign = signs.get(take) ?? /never/;
  const before = await logged(system, sign);
  const giveBack = await take(system, database);
  let placed: readonly Placed[];
  try {
    placed = await Promise.all(shoppers.map(place));
    for (const { response } of placed) expectUsable(response);
    // Longer than a statement may take, so that background work meets it too.
    await delay(3_000);
    if (refusals > 0)
      await system.until(
        `Postgres has refused ${refusals} statements`,
        async () => (await logged(system, sign)) - before >= refusals,
        30_000,
      );
  } finally {
    await giveBack();
  }
  if ((await logged(system, sign)) === before) throw new NotHit(`Postgres refused nothing: ${sign.source}`);
  for (const { shopper, response } of placed) {
    const orderId = expectAccepted(await shopper.checkOut({ key: String(response.key) }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    assert.equal((await isMailed(system, orderId, 40_000)).length, 1, 'copies of the receipt');
  }
}

const row = (
  name: { readonly name: string },
  database: 'checkout' | 'payments' | 'email' | 'recommendations',
  take: Take,
  broken: string,
  proves: Scenario['proves'],
  { refusals = 0, settings = {} }: { refusals?: number; settings?: Scenario['settings'] } = {},
): Scenario => ({
  ...name,
  broken,
  customerSees:
    'The order, paid or pending, or a refusal with Retry-After. On retry with the same key, each order is paid and charged once, and gets one receipt.',
  cell: {
    edge: `${database}->postgres`,
    fault: broken.includes('disk') ? 'disk full' : 'none left',
    phase: 'throughout',
  },
  proves,
  livenessMs: 40_000,
  settings,
  run: (system) => withoutRoom(system, database, take, refusals),
});

const taken = (service: string): string =>
  `Every connection to Postgres that ${service} may have is taken by another program.`;
const locked = (service: string): string =>
  `Someone locks every table of ${service} for seconds, so that each connection of its pool waits.`;
const full = (service: string): string => `The disk for the data of ${service} is full: no row can be added.`;

export default [
  row({ name: 'no-connection-left-for-checkout' }, 'checkout', connections, taken('checkout'), [
    'checkout.recovery',
  ]),
  row({ name: 'no-connection-left-for-payments' }, 'payments', connections, taken('payments'), [
    'payment.recovery',
  ]),
  row({ name: 'no-connection-left-for-email' }, 'email', connections, taken('email'), ['receipt.recovery']),
  row(
    { name: 'no-connection-left-for-recommendations' },
    'recommendations',
    connections,
    taken('recommendations'),
    ['recommendations.recovery'],
  ),
  row({ name: 'pool-of-recommendations-waits' }, 'recommendations', locks, locked('recommendations'), [
    'recommendations.timeout',
  ]),
  row({ name: 'disk-full-for-recommendations' }, 'recommendations', disk, full('recommendations'), [
    'recommendations.recovery',
  ]),
  row({ name: 'pool-of-checkout-waits' }, 'checkout', locks, locked('checkout'), ['checkout.timeout']),
  row({ name: 'pool-of-payments-waits' }, 'payments', locks, locked('payments'), ['payment.timeout']),
  row({ name: 'pool-of-email-waits' }, 'email', locks, locked('email'), ['receipt.timeout']),
  row({ name: 'disk-full-for-checkout' }, 'checkout', disk, full('checkout'), ['checkout.recovery']),
  row({ name: 'disk-full-for-payments' }, 'payments', disk, full('payments'), ['payment.recovery']),
  row({ name: 'disk-full-for-email' }, 'email', disk, full('email'), ['receipt.recovery']),
  row(
    { name: 'disk-full-for-email-for-long' },
    'email',
    disk,
    `${full('email')} Each message about an email is tried far more often than other messages.`,
    ['receipt.recovery', 'receipt.retry'],
    // Four messages, far more than 20 tries each; within seconds instead of minutes.
    { refusals: 200, settings: { email: { QUEUE_RETRY_CAP_MS: '50' } } },
  ),
] satisfies readonly Scenario[];
