import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { v7 as uuidv7 } from 'uuid';
import { NotExecuted } from '../src/index.ts';
import { Client, type Got, problemOf, replayable } from './http-client.fixture.ts';
import { bootOrders, type OrderService, script } from './http-orders.fixture.ts';

let service: OrderService;
let client: Client;

beforeAll(async () => {
  service = await bootOrders();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(async () => {
  script.pay = () => Promise.resolve('paid');
  script.accepts = () => true;
  await service.pool.query('truncate effect, idempotency_key');
});
afterAll(async () => {
  client.close();
  await service.close();
});

const place = (key: string, item = 'tea'): Promise<Got> => client.send('/orders', { key, body: { item } });

const notExecuted = new NotExecuted(new Problem(edgeErrors.serviceUnavailable, 'the connection was refused'));

/** Leaves the key in this state, once the completer of the service does not have it. */
const rest = (set: string): Promise<void> =>
  eventually(async () => {
    const { rowCount } = await service.pool.query(
      `update idempotency_key set ${set} where owner is null and status is null`,
    );
    expect(rowCount).toBe(1);
  });
const inAnHour = `clock_timestamp() + interval '1 hour'`;

describe('a request that validation refuses today', () => {
  it('is replayed if it was accepted before; any other is refused', async () => {
    const key = uuidv7();
    const first = await place(key);
    script.accepts = () => false;
    expect(replayable(await place(key))).toEqual(replayable(first));
    expect(problemOf(await place(key, 'rope'))).toBe('400 validation_failed');
    expect(problemOf(await place(uuidv7()))).toBe('400 validation_failed');
  });

  it('is in flight while its operation runs', async () => {
    const key = uuidv7();
    const called = Promise.withResolvers<void>();
    const { promise: paid, resolve: pay } = Promise.withResolvers<string>();
    script.pay = () => (called.resolve(), paid);
    const first = place(key);
    await called.promise;
    script.accepts = () => false;
    const again = await place(key);
    expect([problemOf(again), again.headers['retry-after']]).toEqual(['409 idempotency_in_flight', '1']);
    expect(problemOf(await place(key, 'rope'))).toBe('400 validation_failed');
    pay('paid');
    const response = replayable(await first);
    expect(replayable(await place(key))).toEqual(response);
  });

  it.each([
    ['its outcome is unknown', `state = 'unknown', drive_at = ${inAnHour}`, '409 idempotency_in_flight'],
    ['an operator must decide', `state = 'review', drive_at = null`, '503 idempotency_outcome_in_review'],
    ['a later call waits', `state = 'parked', drive_at = ${inAnHour}`, '409 idempotency_in_flight'],
  ])('gets no final refusal while %s', async (_, set, problem) => {
    const key = uuidv7();
    script.pay = () => Promise.reject(new Error('no answer'));
    await place(key);
    await rest(set);
    script.accepts = () => false;
    expect(problemOf(await place(key))).toBe(problem);
  });

  it('is refused if its only call was not executed, as nothing happens without its client', async () => {
    const key = uuidv7();
    script.pay = () => Promise.reject(notExecuted);
    expect(problemOf(await place(key))).toBe('503 service_unavailable');
    script.accepts = () => false;
    expect(problemOf(await place(key))).toBe('400 validation_failed');
    expect(await service.effects()).toEqual(['began tea']);
  });
});
