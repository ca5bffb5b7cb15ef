import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { complete, type Execution, jsonResponse, type StoredResponse } from '../src/index.ts';
import { createIdempotencySchema, dropIdempotencySchema } from '../src/schema.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf, writeEffect } from './placing.fixture.ts';

let on: KeysOnPostgres;

const asText = (response: StoredResponse): StoredResponse => ({
  ...response,
  body: response.body.toString(),
});

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(() => on.forget());
afterAll(() => on.close());

describe('IdempotencyKeys.execute', () => {
  it('runs a new operation: both writes, one call, two statements in all', async () => {
    const operation = placing('tea');
    const { response, isReplay } = await on.keys.execute(requestOf('k'), operation, null);
    expect(isReplay).toBe(false);
    expect(response).toEqual(jsonResponse(201, { outcome: 'tea done' }, { location: '/orders/1' }));
    expect(on.statements).toBe(2);
    expect((await on.effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
    const [first] = await on.effects();
    expect((await on.effects()).map((row) => row.operation_id)).toEqual([
      first?.operation_id,
      first?.operation_id,
    ]);
    expect(operation.calls.map(({ key }) => key)).toEqual([`${first?.operation_id}-pay-1`]);
  });

  it('replays the same bytes, with one statement in another process and none in the same one, and runs nothing', async () => {
    const first = await on.keys.execute(requestOf('k'), placing('tea'), null);
    const again = placing('tea');
    for (const [keys, statements] of [
      [on.newKeys(), 1],
      [on.keys, 0],
    ] as const) {
      on.statements = 0;
      const second = await keys.execute(requestOf('k'), again, null);
      expect(second).toMatchObject({ isReplay: true, hasWaited: false });
      expect(asText(second.response)).toEqual(asText(first.response));
      expect(on.statements).toBe(statements);
    }
    expect(again.calls).toEqual([]);
    expect(await on.effects()).toHaveLength(2);
  });

  it('runs one of 50 simultaneous duplicates; the others get 409 or its response', async () => {
    const operation = placing('tea');
    const processes = [on.keys, on.newKeys(), on.newKeys()];
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        codeOf(processes[i % 3]!.execute(requestOf('k'), operation, null)),
      ),
    );
    expect(operation.calls).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['no problem', 'idempotency_in_flight']));
    expect(await on.effects()).toHaveLength(2);
  });

  describe('when the client wants to wait', () => {
    const waiting = { ...requestOf('k'), waitMs: 5_000 };

    it.each(['the same', 'another'])(
      'gets the response of the duplicate running in %s process, and runs nothing',
      async (where) => {
        const { promise: mayEnd, resolve: endCall } = Promise.withResolvers<string>();
        const first = on.keys.execute(requestOf('k'), placing('tea', { call: () => mayEnd }), null);
        while ((await on.effects()).length === 0) await new Promise(setImmediate);
        const duplicate = placing('tea');
        const second = await beginsToWait(where, duplicate);
        endCall('done');
        const { response, ...how } = await second();
        expect(how).toEqual({ isReplay: true, hasWaited: true });
        expect(asText(response)).toEqual(asText((await first).response));
        expect(duplicate.calls).toEqual([]);
      },
    );

    it.each(['the same', 'another'])(
      'runs the operation if the duplicate in %s process fails',
      async (where) => {
        const { promise: mayEnd, reject: fail } = Promise.withResolvers<string>();
        const first = on.keys.execute(requestOf('k'), placing('tea', { call: () => mayEnd }), null);
        while ((await on.effects()).length === 0) await new Promise(setImmediate);
        const second = await beginsToWait(where, placing('tea'));
        fail(new Error('no answer'));
        await expect(first).rejects.toThrow('no answer');
        expect(await second()).toMatchObject({ isReplay: false, hasWaited: true, response: { status: 201 } });
      },
    );

    /**
     * In the same process the duplicate is found in memory, after one turn of the event loop; elsewhere in
     * the database.
     */
    const beginsToWait = async (where: string, duplicate: Placing): Promise<() => Promise<Execution>> => {
      const statements = on.statements;
      const keys = where === 'another' ? on.newKeys() : on.keys;
      const second = keys.execute(waiting, duplicate, null);
      await new Promise(setImmediate);
      while (where === 'another' && on.statements < statements + 2) await new Promise(setImmediate);
      return () => second;
    };

    it('gets 409 when the wait is over', async () => {
      await on.dieCalling('k');
      expect(await codeOf(on.keys.execute({ ...waiting, waitMs: 200 }, placing('tea'), null))).toBe(
        'idempotency_in_flight',
      );
    });

    it('gets 409 immediately if eight requests already wait for the key', async () => {
      await on.dieCalling('k');
      const eight = Array.from({ length: 8 }, () => on.keys.execute(waiting, placing('tea'), null));
      const done = Promise.allSettled(eight);
      const statements = on.statements;
      while (on.statements < statements + 16) await new Promise(setImmediate);
      expect(await codeOf(on.keys.execute({ ...waiting, waitMs: 3_600_000 }, placing('tea'), null))).toBe(
        'idempotency_in_flight',
      );
      await on.endLeases();
      await done;
    });
  });

  describe('when the key was used with another request', () => {
    it('refuses, and keeps the first response', async () => {
      const first = await on.keys.execute(requestOf('k'), placing('tea'), null);
      expect(await codeOf(on.keys.execute(requestOf('k', '{"item":"rope"}'), placing('rope'), null))).toBe(
        'idempotency_key_reused',
      );
      expect((await on.keys.execute(requestOf('k'), placing('tea'), null)).response).toEqual(first.response);
    });

    it('refuses even while the first is still running', async () => {
      const codes: string[] = [];
      await on.keys.execute(
        requestOf('k'),
        placing('tea', {
          call: async () => {
            codes.push(
              await codeOf(on.keys.execute(requestOf('k', '{"item":"rope"}'), placing('rope'), null)),
            );
            codes.push(await codeOf(on.keys.execute(requestOf('k'), placing('tea'), null)));
            return 'done';
          },
        }),
        null,
      );
      expect(codes).toEqual(['idempotency_key_reused', 'idempotency_in_flight']);
    });
  });

  it('separates callers: the same key of another caller is another key', async () => {
    await on.keys.execute(requestOf('k'), placing('tea'), null);
    const other = await on.keys.execute(requestOf('k', '{"item":"rope"}', 'other'), placing('rope'), null);
    expect(other.isReplay).toBe(false);
    expect(await on.effects()).toHaveLength(4);
  });

  describe('when the call throws', () => {
    it('stores no response, and the next request resumes with the stored input and operation ID', async () => {
      const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
      await expect(on.keys.execute(requestOf('k'), failing, null)).rejects.toThrow('no answer');
      const next = placing('what a later version would build');
      const { response } = await on.keys.execute(requestOf('k'), next, null);
      expect(response.body).toBe('{"outcome":"tea done"}');
      expect(next.calls).toEqual(failing.calls);
      expect((await on.effects()).map(({ step }) => step)).toEqual(['began', 'finished']);
    });
  });

  describe('when the outcome is unknown and the phase has a provisional response', () => {
    it('responds, stores its writes, and lets the next request resume', async () => {
      const pending = placing('tea', {
        call: () => Promise.reject(new Error('no answer')),
        whenUnknown: () => ({
          response: jsonResponse(202, {}),
          writes: [writeEffect('pending', 'transition', 'tea')],
        }),
      });
      expect((await on.keys.execute(requestOf('k'), pending, null)).response.status).toBe(202);
      expect((await on.keys.execute(requestOf('k'), placing('tea'), null)).response.status).toBe(201);
      expect((await on.effects()).map(({ step }) => step)).toEqual(['began', 'finished', 'pending']);
    });
  });

  describe('when the owner crashes during its call', () => {
    it('gives the operation to the next request once the lease is over', async () => {
      const successor = placing('tea');
      let answerOfSuccessor: unknown;
      const zombie = placing('tea', {
        call: async () => {
          await on.endLeases();
          answerOfSuccessor = (await on.newKeys().execute(requestOf('k'), successor, null)).response;
          return 'the zombie wakes up';
        },
      });
      const reported = await on.keys.execute(requestOf('k'), zombie, null);
      expect(reported.isReplay).toBe(true);
      expect(asText(reported.response)).toEqual(answerOfSuccessor);
      expect(successor.calls).toEqual(zombie.calls);
      expect((await on.effects()).map(({ item }) => item).sort()).toEqual(['tea', 'tea done']);
    });

    it('keeps a stalled owner from writing when it wakes up while its successor is running', async () => {
      const { promise: zombieIsDone, resolve: tellZombieIsDone } = Promise.withResolvers<string>();
      const successor = placing('tea', { call: () => zombieIsDone });
      let successorsAnswer: Promise<unknown> = Promise.reject(new Error('not yet'));
      successorsAnswer.catch(() => undefined);
      const zombie = placing('tea', {
        call: async () => {
          await on.endLeases();
          successorsAnswer = on.newKeys().execute(requestOf('k'), successor, null);
          while (successor.calls.length === 0) await new Promise(setImmediate);
          return 'the zombie wakes up';
        },
      });
      expect(await codeOf(on.keys.execute(requestOf('k'), zombie, null))).toBe('idempotency_in_flight');
      expect((await on.effects()).map(({ step }) => step)).toEqual(['began']);
      tellZombieIsDone('the successor');
      await successorsAnswer;
      expect((await on.effects()).map(({ item }) => item)).toEqual(['tea', 'the successor']);
    });

    it('gives it to exactly one of 20 concurrent requests', async () => {
      await on.dieCalling('k');
      await on.endLeases();
      const successor = placing('tea');
      await Promise.allSettled(
        Array.from({ length: 20 }, () => on.keys.execute(requestOf('k'), successor, null)),
      );
      expect(successor.calls).toHaveLength(1);
      expect(await on.effects()).toHaveLength(2);
    });
  });

  describe('when begin refuses', () => {
    const refusing = placing('tea', {
      begin: () => {
        throw new Problem(edgeErrors.validationFailed, 'the price has changed');
      },
    });

    it('stores nothing, and the key stays free', async () => {
      expect(await codeOf(on.keys.execute(requestOf('k'), refusing, null))).toBe('validation_failed');
      expect((await on.keys.execute(requestOf('k'), placing('tea'), null)).isReplay).toBe(false);
    });

    it('still replays what an earlier version accepted', async () => {
      const first = await on.keys.execute(requestOf('k'), placing('tea'), null);
      expect(await on.keys.execute(requestOf('k'), refusing, null)).toEqual({
        response: first.response,
        isReplay: true,
        hasWaited: false,
      });
    });
  });

  it('stores neither response nor writes if one of the last writes fails', async () => {
    const broken = placing('tea', {
      then: () =>
        complete(jsonResponse(201, {}), [
          writeEffect('finished', 'transition', 'tea'),
          {
            name: 'broken',
            after: 'transition',
            given: {},
            text: 'insert into effect select operation_id, (1/0)::text from given returning operation_id',
          },
        ]),
    });
    await expect(on.keys.execute(requestOf('k'), broken, null)).rejects.toThrow('division by zero');
    expect((await on.effects()).map(({ step }) => step)).toEqual(['began']);
    const { rows } = await on.pool.query('select state from idempotency_key');
    expect(rows).toEqual([{ state: 'unknown' }]);
  });
});

describe('the schema', () => {
  it('can be dropped and created again', async () => {
    await on.pool.query(dropIdempotencySchema);
    await on.pool.query(createIdempotencySchema);
    expect((await on.keys.execute(requestOf('k'), placing('tea'), null)).isReplay).toBe(false);
  });
});
