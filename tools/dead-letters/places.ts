import { queues } from '@holdfast/contracts';
import {
  databaseUrl,
  migratedServices,
  readRunningState,
  readSettings,
  withoutPassword,
} from '@holdfast/local-stack';
import { type OutboxDatabase } from '@holdfast/messaging';
import { DeadLetters } from '@holdfast/messaging/dead-letters';
import { Pool } from 'pg';
import { type Where } from './arguments.ts';

/** The outbox of one service. */
export interface Outbox {
  readonly service: string;
  readonly database: OutboxDatabase;
}

/** Where dead letters are kept: queues, of messages that consumers gave up, and outboxes, of those that never reached a queue. */
export interface Places {
  readonly queues: readonly DeadLetters[];
  readonly outboxes: readonly Outbox[];
  /** What to add to a command so that it finds these places again. */
  readonly options: string;
}

/** Does something with them, and closes them. */
export async function withPlaces<T>(where: Where, work: (places: Places) => Promise<T>): Promise<T> {
  const { queueUrl, databases } = addressesOf(where);
  const letters =
    queueUrl === undefined ? [] : Object.values(queues).map((queue) => new DeadLetters(queue, queueUrl));
  const pools = databases.map(({ service, url }) => ({ service, pool: poolOf(url) }));
  try {
    return await work({ queues: letters, outboxes: await outboxesIn(pools), options: optionsOf(where) });
  } finally {
    await Promise.all([...letters.map((each) => each.close()), ...pools.map(({ pool }) => pool.end())]);
  }
}

interface Addresses {
  readonly queueUrl: string | undefined;
  readonly databases: readonly { readonly service: string; readonly url: string }[];
}

function addressesOf({ queueUrl, databaseUrl: given }: Where): Addresses {
  if (queueUrl !== undefined || given !== undefined) {
    const databases = given === undefined ? [] : [{ service: new URL(given).pathname.slice(1), url: given }];
    return { queueUrl, databases };
  }
  const { redis, postgres } = readRunningState(readSettings(process.env).dataDir)?.addresses ?? {};
  if (postgres === undefined)
    throw new Error(
      'Holdfast is not running here. Start it with npm start, or name a queue server with --queue-url.',
    );
  return {
    queueUrl: redis ?? databaseUrl(postgres, 'queues'),
    databases: migratedServices.map((service) => ({ service, url: databaseUrl(postgres, service) })),
  };
}

function optionsOf({ queueUrl, databaseUrl: given }: Where): string {
  const queue = queueUrl === undefined ? '' : ` --queue-url '${withoutPassword(queueUrl)}'`;
  return given === undefined ? queue : `${queue} --database-url '${withoutPassword(given)}'`;
}

function poolOf(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: 'npm run dead-letters',
  });
  // An idle connection that breaks is told by the next query.
  pool.on('error', () => undefined);
  return pool;
}

async function outboxesIn(pools: readonly { service: string; pool: Pool }[]): Promise<Outbox[]> {
  const outboxes: Outbox[] = [];
  for (const { service, pool } of pools) {
    const database: OutboxDatabase = {
      query: async <T>(text: string, values: unknown[]) => (await pool.query(text, values)).rows as T,
    };
    if (await hasOutbox(service, database)) outboxes.push({ service, database });
  }
  return outboxes;
}

async function hasOutbox(service: string, database: OutboxDatabase): Promise<boolean> {
  try {
    const [row] = await database.query<{ is_there: boolean }[]>(
      `select to_regclass('outbox') is not null as is_there`,
      [],
    );
    return row?.is_there ?? false;
  } catch (cause) {
    throw new Error(`The database of ${service} cannot be asked:`, { cause });
  }
}
