import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { drained } from '../shops/drained.ts';
import { type Hops, type Shop } from '../shops/shop.ts';
import { placeWith } from './load.ts';
import { loggedStatements } from './statement-log.ts';

/**
 * The work of one order, from its request until nothing is left to do. The work that a shop does without
 * orders, at the rate of an idle moment, is subtracted.
 */
export interface Counters {
  readonly statements: number;
  /** Transactions that wrote. */
  readonly commits: number;
  /** Requests between customer, services and Stripe, webhooks included. */
  readonly httpRequests: number;
  readonly jobs: number;
}

/** The first orders after the log is on; not counted. */
const uncounted = 3;
const drainTimeoutMs = 60_000;
/** Several turns of every poll. */
const idleMs = 2_000;

/** Counts the work that orders of a single client cause. The hops must be open. */
export async function countPerOrder(
  shop: Shop,
  hops: Hops,
  orders: number,
  signal: AbortSignal,
): Promise<Counters> {
  // The reader's own statements are not logged.
  const reader = new pg.Client({ connectionString: withoutLog(shop.stack.addresses.postgres) });
  await reader.connect();
  try {
    await setLog(reader, shop, 'all');
    await placeAndDrain(shop, uncounted, signal);
    const before = await read(reader, shop, hops);
    await placeAndDrain(shop, orders, signal);
    const after = await read(reader, shop, hops);
    await sleep(idleMs, undefined, { signal });
    const idle = await read(reader, shop, hops);
    return perOrder(orders, difference(before, after), difference(after, idle));
  } finally {
    await setLog(reader, shop, 'none');
    await reader.end();
  }
}

async function placeAndDrain(shop: Shop, orders: number, signal: AbortSignal): Promise<void> {
  const baskets = await placeWith(1, { port: shop.checkoutPort, orders, signal });
  await drained(shop, baskets, drainTimeoutMs, signal);
}

const withoutLog = (url: string): string => `${url}?options=${encodeURIComponent('-c log_statement=none')}`;

/** Resolves when new connections see the setting; existing ones have got the signal by then. */
async function setLog(reader: pg.Client, shop: Shop, value: 'all' | 'none'): Promise<void> {
  await reader.query(`alter system set log_statement = '${value}'`);
  // An autovacuum writes transactions too.
  await reader.query(`alter system set autovacuum = '${value === 'all' ? 'off' : 'on'}'`);
  await reader.query('select pg_reload_conf()');
  for (;;) {
    const fresh = new pg.Client({ connectionString: shop.stack.addresses.postgres });
    await fresh.connect();
    const { rows } = await fresh.query<{ log_statement: string }>('show log_statement');
    await fresh.end();
    if (rows[0]?.log_statement === value) return;
  }
}

interface Reading {
  readonly at: number;
  readonly statements: number;
  readonly transactions: number;
  readonly httpRequests: number;
  readonly jobs: number;
}

function difference(from: Reading, to: Reading): Reading {
  const names = ['at', 'statements', 'transactions', 'httpRequests', 'jobs'] as const;
  return Object.fromEntries(names.map((name) => [name, to[name] - from[name]])) as unknown as Reading;
}

/** To one decimal: the rate of background work is no more exact than that. */
function perOrder(orders: number, work: Reading, idle: Reading): Counters {
  const of = (name: Exclude<keyof Reading, 'at'>): number =>
    Math.round((10 * (work[name] - idle[name] * (work.at / idle.at))) / orders) / 10;
  return {
    statements: of('statements'),
    commits: of('transactions'),
    httpRequests: 1 + of('httpRequests'),
    jobs: of('jobs'),
  };
}

async function read(reader: pg.Client, shop: Shop, { payments, stripe, webhooks }: Hops): Promise<Reading> {
  // An ID is assigned to a transaction with its first write.
  const { rows } = await reader.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  return {
    at: performance.now(),
    statements: loggedStatements(readFileSync(shop.postgresLog, 'utf8')),
    transactions: Number(rows[0]?.next),
    httpRequests: payments.requests + stripe.requests + webhooks.requests,
    jobs: await shop.jobsAdded(),
  };
}
