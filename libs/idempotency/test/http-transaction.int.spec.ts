import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { type FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { Client, type Got, isReplay, problemOf, replayable, type Sent } from './http-client.fixture.ts';
import { bootNotes, managerOf, NoteEntity, type NoteService, script, write } from './http-notes.fixture.ts';

let service: NoteService;
let client: Client;

beforeAll(async () => {
  service = await bootNotes();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(() => service.pool.query('truncate note, idempotency_key'));
afterAll(async () => {
  client.close();
  await service.close();
});

const post = (key: string, path = '', sent: Sent = {}): Promise<Got> =>
  client.send(`/notes${path}`, { key, body: { text: 'hello' }, ...sent });

/** Sends to another process of the service. */
const postElsewhere = (key: string, path = '', sent: Sent = {}): Promise<Got> =>
  service.peer.send(`/notes${path}`, { key, body: { text: 'hello' }, ...sent });

const soldOut = { code: 'sold_out', status: 409, title: 'Sold out' };

describe('POST with @IdempotentTransaction()', () => {
  it('uses up no key for a body that validation refuses', async () => {
    script.handle = async (tx) => (await write(tx), {});
    const key = uuidv7();
    expect(problemOf(await post(key, '', { body: { text: '' } }))).toBe('400 validation_failed');
    expect((await post(key)).status).toBe(201);
  });

  it('refuses the key of a finished request for another one', async () => {
    script.handle = async (tx) => (await write(tx), {});
    const key = uuidv7();
    await post(key);
    expect(problemOf(await post(key, '', { body: { text: 'other' } }))).toBe('422 idempotency_key_reused');
    expect(problemOf(await post(key, '/empty'))).toBe('422 idempotency_key_reused');
    expect(problemOf(await post(uuidv7({ msecs: Date.now() - 73 * 3_600_000 })))).toBe(
      '412 idempotency_key_expired',
    );
    expect(await service.notes()).toEqual(['note']);
  });

  describe('with the entity manager of TypeORM', () => {
    it('commits its saves and its own transactions together with the response', async () => {
      script.handle = async (tx) => {
        const manager = managerOf(tx);
        await manager.save(NoteEntity, { text: 'saved' });
        await manager.transaction((inner) => inner.save(NoteEntity, { text: 'nested' }));
        await manager
          .transaction(async (inner) => {
            await inner.save(NoteEntity, { text: 'undone by its own transaction' });
            throw new Error('changed my mind');
          })
          .catch(() => undefined);
        expect(await service.notes()).toEqual([]);
        return { saved: await manager.count(NoteEntity) };
      };
      const got = await post(uuidv7());
      expect(JSON.parse(got.body.toString())).toEqual({ saved: 2 });
      expect(await service.notes()).toEqual(['saved', 'nested']);
    });

    it('rolls all of it back if the handler fails later', async () => {
      script.handle = async (tx) => {
        await managerOf(tx).transaction((inner) => inner.save(NoteEntity, { text: 'nested' }));
        throw new Problem(soldOut, 'No.');
      };
      await post(uuidv7());
      expect(await service.notes()).toEqual([]);
    });
  });

  describe('when two arrive together', () => {
    it('runs one; the other gets 409 or waits', async () => {
      const running = Promise.withResolvers<void>();
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      script.handle = async (tx) => {
        await write(tx);
        running.resolve();
        await mayEnd;
        return { by: 'the first' };
      };
      const key = uuidv7();
      const first = post(key);
      await running.promise;
      expect(problemOf(await post(key))).toBe('409 idempotency_in_flight');
      expect(problemOf(await postElsewhere(key))).toBe('409 idempotency_in_flight');
      const waiting = [post, postElsewhere].map((send) => send(key, '', { headers: { prefer: 'wait=5' } }));
      expect(problemOf(await post(key))).toBe('409 idempotency_in_flight');
      expect(problemOf(await postElsewhere(key))).toBe('409 idempotency_in_flight');
      end();
      for (const duplicate of await Promise.all(waiting)) {
        expect(replayable(duplicate)).toEqual(replayable(await first));
        expect(duplicate.headers).toMatchObject({
          'idempotent-replayed': 'true',
          'preference-applied': 'wait=5',
        });
      }
      expect(await service.notes()).toEqual(['note']);
    });

    it('runs the waiting one if the first fails, and reports that it waited', async () => {
      const running = Promise.withResolvers<void>();
      const { promise: mayFail, reject: fail } = Promise.withResolvers<void>();
      script.handle = async () => {
        running.resolve();
        await mayFail;
      };
      const key = uuidv7();
      const first = post(key);
      await running.promise;
      const second = post(key, '', { headers: { prefer: 'wait=5' } });
      expect(problemOf(await post(key))).toBe('409 idempotency_in_flight');
      script.handle = async (tx) => (await write(tx, 'by the second'), {});
      fail(new Problem(soldOut, 'No.'));
      expect(problemOf(await first)).toBe('409 sold_out');
      expect((await second).status).toBe(201);
      expect((await second).headers).toMatchObject({ 'preference-applied': 'wait=5' });
      expect(await service.notes()).toEqual(['by the second']);
    });
  });

  it('is cut off at its deadline: one 504, everything rolled back, and the late result discarded', async () => {
    const lock = await service.pool.connect();
    // In a transaction: else PgBouncer may lend the session that holds the lock to the handler.
    await lock.query('begin');
    await lock.query('select pg_advisory_xact_lock(7)');
    const stuck = Promise.withResolvers<FastifyRequest>();
    const ended = Promise.withResolvers<void>();
    script.handle = async (tx, { request }) => {
      await write(tx);
      stuck.resolve(request);
      await tx.query('select pg_advisory_xact_lock(7)');
      ended.resolve();
      return { late: true };
    };
    const key = uuidv7();
    const response = post(key, '', { headers: { 'x-request-timeout-ms': '100' } });
    const request = await stuck.promise;
    await eventually(async () => expect(await Promise.resolve(request.isLate)).toBe(true));
    await lock.query('commit');
    lock.release();
    await ended.promise;
    expect(problemOf(await response)).toBe('504 deadline_exceeded');
    expect([await service.notes(), await service.storedKeys()]).toEqual([[], 0]);
    script.handle = () => ({ again: true });
    const again = await post(key);
    expect([again.isReused, again.body.toString()]).toEqual([true, '{"again":true}']);
  });

  it('completes if the client hangs up, and responds when it retries', async () => {
    const running = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    script.handle = async (tx) => {
      await write(tx);
      running.resolve();
      await mayEnd;
      return { done: true };
    };
    const key = uuidv7();
    const hangUp = new AbortController();
    const first = post(key, '', { signal: hangUp.signal });
    await running.promise;
    hangUp.abort();
    await expect(first).rejects.toThrow();
    end();
    const again = await eventually(async () => {
      const got = await post(key);
      expect(got.status).toBe(201);
      return got;
    });
    expect([isReplay(again), again.body.toString()]).toEqual([true, '{"done":true}']);
    expect(await service.notes()).toEqual(['note']);
  });

  it('keeps connections open after any result, and does not affect other routes', async () => {
    const handlers: (typeof script.handle)[] = [
      () => ({}),
      () => Promise.reject(new Problem(soldOut, 'No.')),
      () => 'x'.repeat(300_000),
      () => undefined,
    ];
    await post(uuidv7());
    for (const handle of handlers) {
      script.handle = handle;
      for (const path of ['', '/empty']) expect((await post(uuidv7(), path)).isReused).toBe(true);
    }
    const shown = await client.send('/health/live', { method: 'GET' });
    const head = await client.send('/health/live', { method: 'HEAD' });
    expect([head.status, head.body.length, head.isReused]).toEqual([200, 0, true]);
    expect(head.headers['content-length']).toBe(String(shown.body.length));
  });
});
