import { createIdempotencySchema } from '@holdfast/idempotency/schema';
import { type UnfinishedKey } from '@holdfast/lab-api';
import {
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  type ManagedProcess,
  startPostgres,
} from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { LabProcess } from './lab-process.ts';

const folder = temporaryFolder();
let postgres: ManagedProcess;
let lab: LabProcess;
let inContainers: LabProcess;

// A finished operation is found by the time in its ID.
const [unknown, parked, finished, elsewhere] = ['1', '2', '3', '4'].map(
  (digit) => `019a7c52-e1b4-7d0f-9c3a-00000000000${digit}`,
) as [string, string, string, string];

const insertKey = `
  insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, recovery_point, reason, tries,
                               drive_at, status, created_at)
  values (gen_random_uuid(), 'public', '', 'place-order', $1, $2, 'charge', $3, 3, clock_timestamp() + $4::interval, $5::smallint,
          case when $5::smallint is null then clock_timestamp() else to_timestamp(1763022398) end)`;

const minimalOrders = `
  create table orders (order_id text, status text, created_at timestamptz, operation_id uuid);
  create table refund (order_id text, operation_id uuid, status text)`;

async function run(database: string, ...statements: [sql: string, values?: unknown[]][]): Promise<void> {
  const client = new pg.Client(databaseUrl(postgresUrl, database));
  await client.connect();
  for (const [sql, values] of statements) await client.query(sql, values);
  await client.end();
}

let postgresUrl: string;
const started: LabProcess[] = [];

beforeAll(async () => {
  const port = await freePort();
  postgres = await startPostgres({ dataDir: folder, port, isDurable: false });
  postgresUrl = embeddedPostgresUrl(port);
  await run('postgres', ['create database checkout'], ['create database payments']);
  await run(
    'checkout',
    [createIdempotencySchema],
    [minimalOrders],
    [insertKey, [unknown, 'unknown', 'payments: read ECONNRESET', '1 hour', null]],
    [insertKey, [parked, 'parked', 'payments: not called: its breaker is open', null, null]],
    [insertKey, [finished, 'done', null, null, 201]],
  );
  await run('payments', [createIdempotencySchema]);
  const observe = {
    target: 'processes',
    portBase: 3000,
    services: {},
    shopUrl: null,
    simulatorUrl: null,
    inboxUrl: 'http://127.0.0.1:9',
    redisUrl: null,
    postgresUrl,
    operatorKey: 'none',
    stripeSecretKey: 'none',
  };
  lab = await LabProcess.start([], undefined, observe);
  started.push(lab);
  inContainers = await LabProcess.start([], undefined, { ...observe, target: 'containers' });
  started.push(inContainers);
});

afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  await postgres.kill();
  rmSync(folder, { recursive: true });
});

const retry = (operationId: string, at = lab) => at.call('POST', `/keys/${operationId}/retry`);

describe('GET /keys', () => {
  it('lists what has not ended, with its next step and its command', async () => {
    const { body } = await lab.call('GET', '/keys');
    const keys = (body as UnfinishedKey[]).toSorted((one, other) =>
      one.operationId.localeCompare(other.operationId),
    );
    expect(keys).toMatchObject([
      {
        service: 'checkout',
        operationId: unknown,
        state: 'outcome unknown',
        reason: 'payments: read ECONNRESET',
        // No process of checkout lives.
        nextCheckAt: null,
        retryCommand: expect.stringMatching(new RegExp(`npm run ops -- keys retry ${unknown}$`)),
      },
      { operationId: parked, state: 'parked', retryCommand: null },
    ]);
  });
});

describe('POST /keys/:operationId/retry', () => {
  it.each([
    ['not-an-id', 400, '"not-an-id" is not an operation ID.'],
    [elsewhere, 404, `There is no operation ${elsewhere}. Finished operations are deleted after a few days.`],
    [parked, 409, /It continues with the next request that has its key/],
  ] as const)('refuses %s with %i', async (operationId, status, detail) => {
    expect(await retry(operationId)).toMatchObject({
      status,
      contentType: 'application/problem+json',
      body: { detail: expect.stringMatching(detail) },
    });
  });

  it('says so if there is nothing left to check', async () => {
    expect(await retry(finished)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: {
        operationId: finished,
        isDone: true,
        says: 'It has finished. Every request with its key gets its response.',
      },
    });
  });

  it("runs the operator's command and returns what it says", async () => {
    // This lab's folder holds no running stack, which is what the command finds.
    expect(await retry(unknown.toUpperCase())).toEqual({
      status: 200,
      contentType: 'application/json',
      body: {
        operationId: unknown,
        isDone: false,
        says: expect.stringMatching(/^Holdfast is not running here/),
      },
    });
  });

  it('names the command to type in containers', async () => {
    expect(await retry(unknown, inContainers)).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining(`docker compose run --rm ops keys retry ${unknown}`) },
    });
  });
});

describe('GET /orders/:orderId/journey', () => {
  it.each(['ord_0190a3f8000070008000000000000000', 'pay_1', "ord_1'--"])('knows no %s', async (orderId) => {
    expect(await lab.call('GET', `/orders/${encodeURIComponent(orderId)}/journey`)).toMatchObject({
      status: 404,
      body: { detail: `There is no order ${orderId}.` },
    });
  });
});

describe('a database that does not respond', () => {
  it('is named', async () => {
    await postgres.kill();
    for (const path of ['/keys', '/orders/ord_0190a3f8000070008000000000000000/journey'])
      expect(await lab.call('GET', path)).toMatchObject({
        status: 503,
        body: { detail: expect.stringMatching(/^The database of checkout cannot be read right now: /) },
      });
  });
});
