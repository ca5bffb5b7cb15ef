import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService } from '@holdfast/service-defaults';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { IdempotencyKeys, IdempotencyModule } from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Client, type Got, isReplay, replayable, testSettings } from './http-client.fixture.ts';
import { charged, createOrders } from './readme-example.fixture.ts';
import { writeNote } from './readme-example.node.ts';
import { takeFromStock } from './readme-example.message.ts';
import { OrderController } from './readme-example.operation.ts';
import { NoteController } from './readme-example.transaction.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

@Module({ controllers: [NoteController, OrderController] })
class ReadmeModule {}

describe('the README', () => {
  it.each([
    [1, 'transaction'],
    [2, 'operation'],
    [3, 'rows'],
    [4, 'message'],
    [5, 'node'],
  ])('example %i is the code that runs below as the %s', (nth, example) => {
    const shown = [...read('../README.md').matchAll(/^```ts\n(.*?)^```$/gms)][nth - 1]?.[1];
    const run = read(`readme-example.${example}.ts`).replace("'../src/index.ts'", "'@holdfast/idempotency'");
    expect(run).toContain(shown);
  });
});

const sendTo =
  (url: string, body = '{"text":"without Nest"}') =>
  async (headers: Record<string, string>): Promise<string> => {
    const got = await fetch(url, { method: 'POST', body, headers });
    const { code } = (await got.clone().json()) as { readonly code?: string };
    return `${got.status} ${code ?? (await got.text())}${got.headers.has('idempotent-replayed') ? ' replayed' : ''}`;
  };

describe('the examples of the README', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: NestFastifyApplication;
  let client: Client;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url, max: 5 });
    await pool.query(createIdempotencySchema);
    await pool.query(`
      create table note (note_id integer generated always as identity, text text);
      ${createOrders};
      create table stock (item text, left_over integer);
      insert into stock values ('tea', 10);`);
    app = await bootService({
      name: 'readme',
      config: testSettings('shop'),
      openApi: { title: 'README', description: 'For tests.' },
      module: (logger) => ({
        module: ReadmeModule,
        imports: [IdempotencyModule.forRoot({ logger, pool, maxRunMs: 10_000 })],
      }),
    });
    client = new Client(await app.getUrl(), 'shop-secret');
  });
  afterAll(async () => {
    client.close();
    await app.close();
    await pool.end();
    await database.drop();
  });

  const twice = async (path: string, body: unknown): Promise<Got> => {
    const key = uuidv7();
    const first = await client.send(path, { key, body });
    const again = await client.send(path, { key, body });
    expect([replayable(again), isReplay(again)]).toEqual([replayable(first), true]);
    return first;
  };

  it('write one note for two requests, which get the same bytes', async () => {
    const { status, body } = await twice('/notes', { text: 'hello' });
    expect([status, body.toString()]).toEqual([201, '{"note_id":1}']);
    expect((await pool.query('select text from note')).rows).toEqual([{ text: 'hello' }]);
  });

  it('charge one order for two requests, which get the same bytes', async () => {
    const { status, body } = await twice('/orders', { orderId: 'o1', item: 'tea', amountMinor: 420 });
    expect([status, body.toString()]).toEqual([201, '{"receipt":"receipt for 420"}']);
    expect(charged).toHaveLength(1);
    const { rows } = await pool.query('select order_id, item, status, receipt from orders');
    expect(rows).toEqual([{ order_id: 'o1', item: 'tea', status: 'paid', receipt: 'receipt for 420' }]);
  });

  it("write one note for two requests to Node's own server, and refuse a third without a key", async () => {
    const write = writeNote(app.get(IdempotencyKeys), () => 'ada');
    const server = createServer((request, response) => {
      void buffer(request).then((body) => write(Object.assign(request, { body }), response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const send = sendTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/notes?to=me`);
    const first = await send({ 'idempotency-key': 'k1' });
    expect(first).toMatch(/^201 \{"note_id":\d+\}$/);
    expect(await send({ 'idempotency-key': 'k1' })).toBe(`${first} replayed`);
    expect(await send({})).toBe('400 idempotency_key_missing');
    server.close();
    server.closeAllConnections();
  });

  it("keep the routes of Express's routers apart, and refuse a request whose body was not read", async () => {
    const write = writeNote(app.get(IdempotencyKeys), () => 'grace');
    const server = createServer((request, response) => {
      const { url: originalUrl = '' } = request;
      void buffer(request).then((body) =>
        write(
          Object.assign(request, { url: '/notes', originalUrl, ...(body.length > 0 && { body }) }),
          response,
        ),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const key = { 'idempotency-key': 'k1' };
    expect(await sendTo(`${base}/one/notes`)(key)).toMatch(/^201 /);
    expect(await sendTo(`${base}/two/notes`)(key)).toBe('422 idempotency_key_reused');
    expect(await sendTo(`${base}/one/notes`, '')(key)).toBe('415 unsupported_media_type');
    server.close();
    server.closeAllConnections();
  });

  it('take one item from stock for a message delivered twice', async () => {
    const keys = app.get(IdempotencyKeys);
    const message = { id: 'm1', item: 'tea' };
    const replays = [await takeFromStock(keys, message), await takeFromStock(keys, message)];
    expect(replays.map((execution) => execution.isReplay)).toEqual([false, true]);
    expect((await pool.query('select left_over from stock')).rows).toEqual([{ left_over: 9 }]);
  });
});
