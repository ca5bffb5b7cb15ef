import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { v7 as uuidv7 } from 'uuid';
import { final, type Transaction } from '../src/index.ts';
import { Client, type Got, isReplay, problemOf } from './http-client.fixture.ts';
import { bootNotes, type NoteService, script, write } from './http-notes.fixture.ts';

describe.each(['TypeORM', 'a pool'] as const)('POST with @IdempotentTransaction() over %s', (connections) => {
  let service: NoteService;
  let client: Client;

  beforeAll(async () => {
    service = await bootNotes(connections);
    client = new Client(service.url, 'shop-secret');
  });
  beforeEach(() => service.pool.query('truncate note, idempotency_key'));
  afterAll(async () => {
    client.close();
    await service.close();
  });

  const post = (key: string): Promise<Got> => client.send('/notes', { key, body: { text: 'hello' } });

  /** Ends the transaction's backend, and returns once it is gone. */
  const killBackend = async (tx: Transaction): Promise<void> => {
    const [mine] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await service.pool.query('select pg_terminate_backend($1)', [mine?.pid]);
    await eventually(async () => {
      const { rowCount } = await service.pool.query('select from pg_stat_activity where pid = $1', [
        mine?.pid,
      ]);
      expect(rowCount).toBe(0);
    });
  };

  describe('when its connection breaks in the handler', () => {
    it.each<[string, (tx: Transaction) => unknown]>([
      ['which notices nothing', () => ({ pretends: 'that all is well' })],
      ['which asks once more', (tx) => tx.query('select 1')],
      ['which swallows the error', (tx) => tx.query('select 1').catch(() => ({}))],
      [
        'which ends in a final error',
        () => {
          throw final(new Problem({ code: 'sold_out', status: 409, title: 'Sold out' }, 'No.'));
        },
      ],
    ])('%s, returns 503, stores nothing, and the retry works', async (_, goOn) => {
      script.handle = async (tx) => {
        await write(tx);
        await killBackend(tx);
        return goOn(tx);
      };
      const key = uuidv7();
      const failed = await post(key);
      expect([problemOf(failed), failed.headers['retry-after']]).toEqual(['503 service_unavailable', '1']);
      expect(await service.notes()).toEqual([]);
      script.handle = async (tx) => (await write(tx, 'retried'), {});
      const retried = await post(key);
      expect([retried.status, isReplay(retried)]).toEqual([201, false]);
      expect(await service.notes()).toEqual(['retried']);
    });
  });

  it('returns the response of a duplicate that ran after the key was lost with the connection', async () => {
    const lost = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    script.handle = async (tx, reply) => {
      await write(tx, 'by the first');
      await killBackend(tx);
      lost.resolve();
      await mayEnd;
      void reply.code(202).header('location', '/of-the-first');
      return { by: 'the first' };
    };
    const key = uuidv7();
    const first = post(key);
    await lost.promise;
    script.handle = async (tx) => (await write(tx, 'by the duplicate'), { by: 'the duplicate' });
    const duplicate = await service.peer.send('/notes', { key, body: { text: 'hello' } });
    expect([duplicate.status, duplicate.body.toString()]).toEqual([201, '{"by":"the duplicate"}']);
    end();
    const reported = await first;
    expect([reported.status, reported.body.toString(), isReplay(reported)]).toEqual([
      201,
      '{"by":"the duplicate"}',
      true,
    ]);
    expect(reported.headers).not.toHaveProperty('location');
    expect(await service.notes()).toEqual(['by the duplicate']);
  });
});
