import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { findOrFetchRedis, startRedisCluster, type TestRedisCluster } from '@holdfast/local-stack';
import { Resilience } from '@holdfast/resilience';
import { eventually, redisAt, temporaryFolder } from '@holdfast/testing';
import { type Cluster } from 'ioredis';
import { pino } from 'pino';
import { AttemptCounters } from '../src/limit-attempts/attempt-counters.client.ts';
import { type AttemptLimit, type CountedRequest, type Step } from '../src/limit-attempts/attempt-limit.ts';

const folder = temporaryFolder();
const resilience = new Resilience();
let own: TestRedisCluster;
let cluster: Cluster;
let counters: AttemptCounters;

beforeAll(async () => {
  own = await startRedisCluster(folder, findOrFetchRedis());
  cluster = redisAt(own.url) as Cluster;
  counters = new AttemptCounters(
    resilience,
    { CACHE_URL: own.url, CACHE_TIMEOUT_MS: 5_000 },
    pino({ level: 'silent' }),
  );
});
afterAll(async () => {
  counters.close();
  cluster.disconnect();
  await own.stop();
  rmSync(folder, { recursive: true });
});

const limit = (name: string, max: number): AttemptLimit => ({ name, max, withinSeconds: 60, text: '' });
const step = (limitOf: AttemptLimit, subject: string): Step => [{ limit: limitOf, subject, isCounted: true }];
const requestOf = (email: string): CountedRequest => ({ name: email, knownForSeconds: 60 });
const keys = async (): Promise<string[]> =>
  (await Promise.all(cluster.nodes('master').map((node) => node.keys('{holdfast:attempts}:*')))).flat();

it('counts an attempt by address and by email in a Redis Cluster', async () => {
  const [byAddress, byEmail] = [limit('by_address', 2), limit('by_email', 9)];
  const attempt = (email: string) =>
    counters.count([step(byAddress, '192.0.2.7'), step(byEmail, email)], requestOf(email));
  // Until the cluster is connected, each process counts alone.
  await eventually(async () => {
    await counters.count([step(byEmail, 'first')]);
    expect(await keys()).not.toEqual([]);
  });
  expect([await attempt('ada'), await attempt('bea')]).toEqual([undefined, undefined]);
  expect(await attempt('eve')).toMatchObject({ used: 3, attempt: { limit: { name: 'by_address' } } });
  expect(await attempt('ada')).toBeUndefined();
  expect((await keys()).sort()).toEqual([
    '{holdfast:attempts}:by_address:192.0.2.7',
    '{holdfast:attempts}:by_email:ada',
    '{holdfast:attempts}:by_email:bea',
    '{holdfast:attempts}:by_email:first',
    '{holdfast:attempts}:request:ada',
    '{holdfast:attempts}:request:bea',
  ]);
});
