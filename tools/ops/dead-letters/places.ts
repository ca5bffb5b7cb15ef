import { databaseUrl } from '@holdfast/local-stack';
import { type OutboxDatabase } from '@holdfast/messaging';
import { DeadLetters } from '@holdfast/messaging/dead-letters';
import { type Pool } from 'pg';
import { UsageError } from '../../command-line.ts';
import { databasesOn, hasTable, openPool, type ServiceDatabase, urlOption } from '../databases.ts';
import { knownServices, runningAddresses } from '../../running-stack.ts';
import { type Where, type Which } from './dead-letters.command.ts';

/** Each service that consumes messages has a queue with its name. */
const knownQueues = (): string[] =>
  knownServices()
    .filter(({ hasQueue }) => hasQueue)
    .map(({ name }) => name);

/** @throws UsageError that names the queues. */
export function refuseUnknownQueue({ queue }: Which): void {
  const queues = knownQueues();
  if (queue !== undefined && !queues.includes(queue))
    throw new UsageError(`Unknown queue "${queue}". Queues: ${queues.join(', ')}.`);
}

export interface Outbox {
  readonly service: string;
  readonly database: OutboxDatabase;
}

/** The places of dead letters: queues for failed messages, outboxes for those that never reached a queue. */
export interface Places {
  readonly queues: readonly DeadLetters[];
  readonly outboxes: readonly Outbox[];
  /** The options that make another command search the same places. */
  readonly options: string;
}

/** Runs `work` on the places, then closes them. @throws Error if there is none. */
export async function withPlaces<T>(where: Where, work: (places: Places) => Promise<T>): Promise<T> {
  const { queueUrl, databases } = addressesOf(where);
  const letters =
    queueUrl === undefined ? [] : knownQueues().map((queue) => new DeadLetters(queue, queueUrl));
  const pools = databases.map(({ service, url }) => ({ service, pool: openPool(url) }));
  try {
    const outboxes = await outboxesIn(pools);
    if (letters.length + outboxes.length === 0) throw new Error(nothingToSearch(databases));
    return await work({ queues: letters, outboxes, options: optionsOf(where) });
  } finally {
    await Promise.all([...letters.map((each) => each.close()), ...pools.map(({ pool }) => pool.end())]);
  }
}

/** The places, for messages; with `queue`, only those that a search for it covers. */
export const namesOf = ({ queues, outboxes }: Places, { queue }: Which = {}): string =>
  [
    ...queues
      .filter((each) => queue === undefined || each.queue === queue)
      .map((each) => `queue ${each.queue}`),
    ...outboxes.map(({ service }) => `the outbox of ${service}`),
  ].join(', ');

const nothingToSearch = (databases: readonly ServiceDatabase[]): string =>
  `Nothing was searched: ${databases.map(({ service }) => service).join(', ')} has no outbox. For a queue server, add --queue-url.`;

interface Addresses {
  readonly queueUrl: string | undefined;
  readonly databases: readonly ServiceDatabase[];
}

function addressesOf({ queueUrl, databaseUrl: given }: Where): Addresses {
  if (queueUrl !== undefined || given !== undefined) {
    const databases =
      given === undefined ? [] : [{ service: new URL(given).pathname.slice(1) || 'postgres', url: given }];
    return { queueUrl, databases };
  }
  const { redis, postgres } = runningAddresses('postgres', 'a queue server with --queue-url');
  return { queueUrl: redis ?? databaseUrl(postgres, 'queues'), databases: databasesOn(postgres) };
}

function optionsOf({ queueUrl, databaseUrl: given }: Where): string {
  const isFromEnvironment = queueUrl === process.env['QUEUE_URL'];
  return (isFromEnvironment ? '' : urlOption('queue-url', queueUrl)) + urlOption('database-url', given);
}

async function outboxesIn(pools: readonly { service: string; pool: Pool }[]): Promise<Outbox[]> {
  const outboxes: Outbox[] = [];
  for (const { service, pool } of pools) {
    const database: OutboxDatabase = {
      query: async <T>(text: string, values: unknown[]) => (await pool.query(text, values)).rows as T,
    };
    if (await hasTable(service, pool, 'outbox')) outboxes.push({ service, database });
  }
  return outboxes;
}
