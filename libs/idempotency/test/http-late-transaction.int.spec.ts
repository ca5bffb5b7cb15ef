import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { v7 as uuidv7 } from 'uuid';
import { Client, type Got, problemOf } from './http-client.fixture.ts';
import { bootNotes, type NoteService, script } from './http-notes.fixture.ts';

let service: NoteService;
let client: Client;

beforeAll(async () => {
  service = await bootNotes('a pool');
  client = new Client(service.url, 'shop-secret');
});
beforeEach(() => service.pool.query('truncate note, idempotency_key'));
afterAll(async () => {
  client.close();
  await service.close();
});

const post = (key: string, headers: Record<string, string> = {}): Promise<Got> =>
  client.send('/notes', { key, body: { text: 'hello' }, headers });

/** Takes every connection of the pool until it is called. */
const takeConnections = async (): Promise<() => void> => {
  const taken = await Promise.all(Array.from({ length: 5 }, () => service.pool.connect()));
  return () => {
    for (const connection of taken) connection.release();
  };
};

describe('a transaction that gets its connection after its deadline', () => {
  it('runs no handler, returns its connection, and leaves the key free', async () => {
    let runs = 0;
    script.handle = () => {
      runs += 1;
      return Promise.reject(new Problem({ code: 'sold_out', status: 409, title: 'Sold out' }, 'No.'));
    };
    const giveBack = await takeConnections();
    const key = uuidv7();
    expect(problemOf(await post(key, { 'x-request-timeout-ms': '100' }))).toBe('504 deadline_exceeded');
    giveBack();
    await eventually(() => {
      expect([service.pool.waitingCount, service.pool.idleCount]).toEqual([0, service.pool.totalCount]);
    });
    expect(runs).toBe(0);
    script.handle = () => ({ again: true });
    expect((await post(key)).status).toBe(201);
  });
});
