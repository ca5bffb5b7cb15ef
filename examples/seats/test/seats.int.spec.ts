import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  type ServiceProcess,
  startService,
  type TestDatabase,
  testDatabase,
  type TestRedis,
  testRedis,
} from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { seatsDataSource } from '../src/database/seats.data-source.ts';

const tea = { productId: 'tea', name: 'Tea', description: 'Hot.', imageUrl: '/tea.webp' };
const products = [{ ...tea, unitPrice: { amountMinor: 100, currency: 'usd' } }];
const aKey = (): string => randomUUID();
const aSeat = (): { seatId: string; customer: string; productId: string } => ({
  seatId: `A-${randomUUID().slice(0, 8)}`,
  customer: 'Ada',
  productId: 'tea',
});

describe('seats, in two processes', () => {
  let own: TestDatabase;
  let redis: TestRedis;
  let database: DataSource;
  let catalog: http.Server;
  let catalogStatus = 200;
  let processes: [ServiceProcess, ServiceProcess];
  const started: ServiceProcess[] = [];

  beforeAll(async () => {
    [own, redis] = await Promise.all([testDatabase(), testRedis()]);
    database = await new DataSource({ ...seatsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    catalog = http.createServer((_, response) =>
      response
        .writeHead(catalogStatus, { 'content-type': 'application/json' })
        .end(JSON.stringify({ products })),
    );
    await new Promise<void>((resolve) => catalog.listen(0, '127.0.0.1', resolve));
    processes = [await aProcess(), await aProcess()];
  });

  afterAll(async () => {
    await Promise.all(started.map((each) => each.kill()));
    catalog.close();
    await database.destroy();
    await own.drop();
    await redis.drop();
  });

  async function aProcess(): Promise<ServiceProcess> {
    const service = await startService({
      program: 'examples/seats/dist/main.js',
      env: {
        DATABASE_URL: own.url,
        // A shared Redis holds other queues of the same name, so this one uses its own database.
        QUEUE_URL: `${redis.url}/6`,
        CHECKOUT_URL: `http://127.0.0.1:${(catalog.address() as AddressInfo).port}`,
        API_KEYS: 'shop:s3cret-of-these-tests-alone:charge+read',
        JOB_LOCK_MS: '1000',
        LOG_LEVEL: 'warn',
      },
    });
    started.push(service);
    return service;
  }

  async function send(url: string, init: RequestInit = {}): Promise<{ status: number; body: object }> {
    const headers = { authorization: 'Bearer s3cret-of-these-tests-alone', ...init.headers };
    const response = await fetch(url, { ...init, headers });
    return { status: response.status, body: (await response.json()) as object };
  }

  const reserve = (body: object, key: string, [{ url }] = processes) =>
    send(`${url}/seats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
      body: JSON.stringify(body),
    });
  const show = (seatId: string) => send(`${processes[0].url}/seats/${seatId}`);
  const confirmed = (seatId: string): Promise<void> =>
    eventually(async () => expect((await show(seatId)).body).not.toMatchObject({ confirmedAt: null }), {
      timeoutMs: 40_000,
    });

  it('reserves a seat once for twenty requests with one key, and confirms it', async () => {
    const [seat, key] = [aSeat(), aKey()];
    const [one, other] = processes;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => reserve(seat, key, n % 2 === 0 ? [one, other] : [other, one])),
    );
    const reserved = answers.filter(({ status }) => status === 201);
    expect(reserved.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(reserved.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await reserve(seat, key)).toEqual(reserved[0]);
    await confirmed(seat.seatId);
  });

  it('gives a seat to one of two customers, and keeps each response', async () => {
    const seat = aSeat();
    const keys = [aKey(), aKey()];
    const [one, other] = processes;
    const both = await Promise.all([
      reserve(seat, keys[0] ?? '', [one, other]),
      reserve({ ...seat, customer: 'Bob' }, keys[1] ?? '', [other, one]),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const late = both.findIndex(({ status }) => status === 409);
    expect(both[late]?.body).toMatchObject({ code: 'seat_taken' });
    const again = await reserve(late === 0 ? seat : { ...seat, customer: 'Bob' }, keys[late] ?? '');
    expect(again).toMatchObject({ status: 409, body: { code: 'seat_taken' } });
  });

  it.each([
    ['the key of another request', aSeat, 422, 'idempotency_key_reused'],
    ['an unknown member', () => ({ ...aSeat(), price: 1 }), 400, 'validation_failed'],
    ['a seat without a name', () => ({ ...aSeat(), seatId: '' }), 400, 'validation_failed'],
  ])('refuses %s', async (_, body, status, code) => {
    const key = aKey();
    await reserve(aSeat(), key);
    expect(await reserve(body(), key)).toMatchObject({ status, body: { code } });
  });

  it('shows a seat without the name of its product while the catalog is down', async () => {
    const seat = aSeat();
    await reserve(seat, aKey());
    expect(await show(seat.seatId)).toMatchObject({
      status: 200,
      body: { productName: 'Tea', notice: null },
    });
    catalogStatus = 500;
    expect((await show(seat.seatId)).body).toMatchObject({
      productName: null,
      notice: "The product's name is unavailable right now.",
    });
    catalogStatus = 200;
    expect(await show('none')).toMatchObject({ status: 404, body: { code: 'seat_not_found' } });
  });

  it('confirms what a killed process has reserved, and repeats its response', async () => {
    const [seat, key] = [aSeat(), aKey()];
    const killed = await aProcess();
    const first = await reserve(seat, key, [killed, killed]);
    await killed.kill();
    expect(first.status).toBe(201);
    expect(await reserve(seat, key)).toEqual(first);
    await confirmed(seat.seatId);
  });
});
