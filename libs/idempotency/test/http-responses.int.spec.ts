import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { ConflictException } from '@nestjs/common';
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { final } from '../src/index.ts';
import { Client, type Got, isReplay, problemOf, replayable, type Sent } from './http-client.fixture.ts';
import { bootNotes, type NoteService, script, write } from './http-notes.fixture.ts';

let service: NoteService;
let client: Client;

beforeAll(async () => {
  service = await bootNotes();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(async () => {
  service.failures.length = 0;
  await service.pool.query('truncate note, idempotency_key');
});
afterAll(async () => {
  client.close();
  await service.close();
});

const post = (key: string, path = '', sent: Sent = {}): Promise<Got> =>
  client.send(`/notes${path}`, { key, body: { text: 'hello' }, ...sent });

const openTransactions = async (): Promise<number> => {
  const open = `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
  return (await service.pool.query(open)).rowCount ?? 0;
};

const soldOut = { code: 'sold_out', status: 409, title: 'Sold out' };

describe('the response of a handler with @IdempotentTransaction()', () => {
  describe('is stored together with its writes, and replayed byte for byte', () => {
    it.each<[string, typeof script.handle, string, Partial<Record<string, unknown>>]>([
      [
        'JSON',
        () => ({ noteId: 1, text: 'für "x" €' }),
        '',
        { status: 201, type: 'application/json; charset=utf-8' },
      ],
      ['a text', () => 'für €', '', { status: 201, type: 'text/plain; charset=utf-8' }],
      ['an empty text', () => '', '', { status: 201, length: '0' }],
      ['nothing', () => undefined, '', { status: 201, length: '0', type: undefined }],
      ['null', () => null, '', { status: 201 }],
      ['nothing, with 204', () => undefined, '/empty', { status: 204, length: undefined, type: undefined }],
      [
        'bytes',
        () => Buffer.from([0, 255, 128]),
        '',
        { status: 201, type: 'application/octet-stream', body: '\0ÿ\x80' },
      ],
      ['a redirect', () => undefined, '/redirect', { status: 303, location: '/elsewhere' }],
      [
        'a redirect elsewhere',
        () => ({ url: '/notes/1' }),
        '/redirect',
        { status: 303, location: '/notes/1' },
      ],
      [
        'custom status and headers',
        (_, reply) => {
          void reply.code(202).headers({ location: '/notes/1', etag: '"1"', link: '</docs>; rel="help"' });
          return { later: true };
        },
        '',
        { status: 202, location: '/notes/1', etag: '"1"', link: '</docs>; rel="help"' },
      ],
      [
        'a returned refusal',
        (_, reply) => {
          void reply.code(402);
          return { declined: true };
        },
        '',
        { status: 402, body: '{"declined":true}' },
      ],
      [
        'a final error that a filter of the route turns into a response',
        () => {
          throw final(new ConflictException('ausverkauft'));
        },
        '',
        {
          status: 409,
          type: 'text/plain; charset=iso-8859-1',
          etag: '"sold"',
          body: 'tut mir leid: ausverkauft für heute',
        },
      ],
      [
        'a final error that a filter of the service turns into a response',
        () => {
          throw final(new Problem(soldOut, 'No tea is left.'));
        },
        '',
        { status: 409 },
      ],
    ])('%s', async (_, response, path, expected) => {
      let runs = 0;
      script.handle = async (tx, reply) => {
        runs += 1;
        await write(tx);
        return response(tx, reply);
      };
      const key = uuidv7();
      const first = await post(key, path);
      expect(replayable(first)).toMatchObject(expected);
      const again = await post(key, path);
      const elsewhere = await service.peer.send(`/notes${path}`, { key, body: { text: 'hello' } });
      for (const replay of [again, elsewhere])
        expect([replayable(replay), isReplay(replay)]).toEqual([replayable(first), true]);
      expect([isReplay(first), runs]).toEqual([false, 1]);
      expect(await service.notes()).toEqual(['note']);
    });
  });

  it('stores the usual headers and those of the route, and never those of one exchange', async () => {
    script.handle = (_, reply) => {
      void reply.headers({
        'x-receipt': 'r1',
        'x-other': 'o',
        'set-cookie': 's3cret=1',
        'content-language': 'en',
      });
      return {};
    };
    const key = uuidv7();
    const first = await post(key);
    expect(first.headers).toMatchObject({ 'x-receipt': 'r1', 'x-other': 'o', 'set-cookie': ['s3cret=1'] });
    const again = await post(key, '', { headers: { 'x-request-id': 'second' } });
    expect(again.headers).toMatchObject({
      'x-receipt': 'r1',
      'content-language': 'en',
      'x-request-id': 'second',
      'idempotent-replayed': 'true',
    });
    expect(Object.keys(again.headers)).not.toEqual(expect.arrayContaining(['set-cookie']));
    expect(Object.keys(again.headers)).not.toEqual(expect.arrayContaining(['x-other']));
    const { rows } = await service.pool.query<{ headers: object }>('select headers from idempotency_key');
    expect(Object.keys(rows[0]?.headers ?? {}).sort()).toEqual([
      'content-language',
      'content-type',
      'x-receipt',
    ]);
  });

  describe('rolls everything back and stores nothing if', () => {
    const big = 'x'.repeat(256 * 1024 + 1);

    it.each<[string, typeof script.handle, string, string | undefined]>([
      [
        'the handler throws a refusal',
        () => Promise.reject(new Problem(soldOut, 'No.')),
        '409 sold_out',
        undefined,
      ],
      [
        'a filter of the route turns its error into a response',
        () => Promise.reject(new ConflictException()),
        '409',
        undefined,
      ],
      [
        'the handler has a bug',
        () => Promise.reject(new TypeError('s3cret')),
        '500 internal_error',
        undefined,
      ],
      [
        'a final error is a 5xx',
        () => Promise.reject(final(new Error('s3cret'))),
        '500 internal_error',
        undefined,
      ],
      ['it returns a 5xx', (_, reply) => (reply.statusCode = 503), '503', undefined],
      ['it returns 429', (_, reply) => (reply.statusCode = 429), '429', undefined],
      ['it writes to the socket directly', (_, reply) => void reply.raw.end('mine'), '201', undefined],
      ['it returns a stream', () => Readable.from(['a', 'b']), '500 internal_error', 'respond with a link'],
      ['its answer is larger than 256 KiB', () => big, '500 internal_error', 'respond with a link'],
      [
        'its response is encoded',
        (_, reply) => void reply.header('content-encoding', 'gzip'),
        '500 internal_error',
        'encode',
      ],
      ['its response cannot be serialized', () => ({ a: 1n }), '500 internal_error', undefined],
    ])('%s', async (_, response, problem, whatToDo) => {
      script.handle = async (tx, reply) => {
        await write(tx);
        return response(tx, reply);
      };
      const key = uuidv7();
      const failed = await post(key);
      expect(problemOf(failed)).toBe(problem);
      expect(failed.body.toString()).not.toContain('s3cret');
      expect(service.failures.join()).toContain(whatToDo ?? '');
      await eventually(async () => expect(await openTransactions()).toBe(0));
      expect(await service.notes()).toEqual([]);
      expect(await service.storedKeys()).toBe(0);
      script.handle = async (tx) => (await write(tx, 'retried'), {});
      const retried = await post(key);
      expect([retried.status, isReplay(retried)]).toEqual([201, false]);
      expect(await service.notes()).toEqual(['retried']);
    });

    it('its response is too large: neither cookies nor locations of missing resources are sent', async () => {
      script.handle = (_, reply) => {
        void reply.headers({ location: '/notes/1', 'set-cookie': 'a=1' });
        return big;
      };
      const failed = await post(uuidv7());
      expect(problemOf(failed)).toBe('500 internal_error');
      expect(failed.headers).toHaveProperty('x-request-id');
      expect(failed.headers).not.toHaveProperty('location');
      expect(failed.headers).not.toHaveProperty('set-cookie');
    });

    it('the handler continues after an SQL error, which no transaction survives', async () => {
      script.handle = async (tx) => {
        await write(tx);
        await tx.query('select nonsense').catch(() => undefined);
        return { pretends: 'that all is well' };
      };
      expect(problemOf(await post(uuidv7()))).toBe('500 internal_error');
      expect(await service.notes()).toEqual([]);
    });

    it('leaves no stream open', async () => {
      const stream = Readable.from(['a', 'b']);
      script.handle = () => stream;
      await post(uuidv7());
      expect(stream.destroyed).toBe(true);
    });
  });
});
