import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonResponse } from '../src/index.ts';
import { KeysOnPostgres, placing, requestOf } from './placing.fixture.ts';

describe('a key that another operation has', () => {
  let on: KeysOnPostgres;
  const other = { ...placing('coffee'), name: 'another' };

  beforeAll(async () => {
    on = await KeysOnPostgres.open();
  });
  beforeEach(() => on.forget());
  afterAll(() => on.close());

  it('is refused, and never replays the response of the first', async () => {
    await on.keys.execute(requestOf('k'), placing('tea'), null);
    const refused = 'another has the key of placing: each operation needs its own';
    await expect(on.keys.execute(requestOf('k'), other, null)).rejects.toThrow(refused);
    const work = () => Promise.resolve(jsonResponse(200, {}));
    await expect(on.keys.transact(requestOf('k'), 'another', work)).rejects.toThrow(refused);
  });

  it('is not continued with the phases of the second, and completes with those of the first', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    await expect(on.keys.execute(requestOf('k'), other, null)).rejects.toThrow('has the key of placing');
    expect(other.calls).toEqual([]);
    await on.pool.query('update idempotency_key set drive_at = clock_timestamp()');
    const keys = on.newKeys();
    keys.register(placing('tea'));
    expect(await keys.completeAbandoned(10)).toEqual({ taken: 1, done: 1, failures: [] });
  });
});
