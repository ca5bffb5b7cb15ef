import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleSettings } from '@holdfast/service-defaults';
import { type ServiceProcess, startService, type TestDatabase, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { seatsDataSource } from '../src/database/seats.data-source.ts';

const aRainCheck = () => ({ customer: randomUUID(), details: 'Next Friday.' });

describe('POST /rain-checks', () => {
  let own: TestDatabase;
  let database: DataSource;
  let service: ServiceProcess;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource({ ...seatsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    service = await startService({
      program: 'examples/seats/dist/main.js',
      env: {
        ...exampleSettings(new URL('../.env.example', import.meta.url)),
        DATABASE_URL: own.url,
        QUEUE_URL: own.directUrl,
        API_KEYS: 'shop:s3cret-of-these-tests-alone:charge',
        LOG_LEVEL: 'warn',
      },
    });
  });

  afterAll(async () => {
    await service.kill();
    await database.destroy();
    await own.drop();
  });

  async function send(body: object, key?: string): Promise<{ status: number; body: object }> {
    const response = await fetch(`${service.url}/rain-checks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer s3cret-of-these-tests-alone',
        ...(key !== undefined && { 'idempotency-key': `"${key}"` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as object };
  }

  it('stores one rain check for ten requests with one key, and repeats its response', async () => {
    const [rainCheck, key] = [aRainCheck(), randomUUID()];
    const all = await Promise.all(Array.from({ length: 10 }, () => send(rainCheck, key)));
    const accepted = all.filter(({ status }) => status === 201);
    expect(accepted[0]?.body).toMatchObject(rainCheck);
    expect(new Set(accepted.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(all.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(await send(rainCheck, key)).toEqual(accepted[0]);
    const stored = 'select count(*)::integer as count from rain_checks where customer = $1';
    expect(await database.query(stored, [rainCheck.customer])).toEqual([{ count: 1 }]);
  });

  it.each([
    ['another body under a used key', aRainCheck, 422, 'idempotency_key_reused'],
    ['an unknown member', () => ({ ...aRainCheck(), more: 1 }), 400, 'validation_failed'],
    ['an empty member', () => ({ ...aRainCheck(), details: '' }), 400, 'validation_failed'],
  ])('refuses %s', async (_, body, status, code) => {
    const key = randomUUID();
    await send(aRainCheck(), key);
    expect(await send(body(), key)).toMatchObject({ status, body: { code } });
  });

  it('refuses a request without a key', async () => {
    expect(await send(aRainCheck())).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_missing' },
    });
  });
});
