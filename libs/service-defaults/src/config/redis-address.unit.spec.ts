import { describe, expect, it } from '@jest/globals';
import { queueUrl, redisClusterOf, redisUrl } from './redis-address.ts';

const clusters = [
  'redis+cluster://10.0.0.1:7000',
  'redis+cluster://10.0.0.1:7000/0',
  'rediss+cluster://user:p%40ss@a.example?node=b.example:7001&node=[::1]:7002',
];

const problemOf = (schema: typeof queueUrl, url: string): string | undefined =>
  schema.safeParse(url).error?.issues[0]?.message;

describe('redisClusterOf', () => {
  it('finds the nodes, who asks and whether it is encrypted', () => {
    expect(redisClusterOf(clusters[2] ?? '')).toEqual({
      nodes: [
        { host: 'a.example', port: 6379 },
        { host: 'b.example', port: 7001 },
        { host: '::1', port: 7002 },
      ],
      username: 'user',
      password: 'p@ss',
      isEncrypted: true,
    });
    expect(redisClusterOf('redis+cluster://10.0.0.1:7000')).toEqual({
      nodes: [{ host: '10.0.0.1', port: 7000 }],
      isEncrypted: false,
    });
  });

  it.each(['redis://a:7000', 'rediss://a', 'postgres://a/b'])('says that %s is none', (url) =>
    expect(redisClusterOf(url)).toBeUndefined(),
  );
});

describe('queueUrl', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://cache.example/1', 'postgres://db/queues', ...clusters])(
    'accepts %s',
    (url) => expect(queueUrl.safeParse(url).success).toBe(true),
  );

  it.each(['http://127.0.0.1', 'redis', 'amqp://mq', 'postgres+cluster://db/queues'])('refuses %p', (url) =>
    expect(problemOf(queueUrl, url)).toBe('must be a redis://, redis+cluster:// or postgres:// address'),
  );

  it.each([
    ['redis+cluster://a:7000/1', 'must not name a database: a Redis Cluster has only database 0'],
    ['redis+cluster://a?node=b:99999', 'must give each node as host:port'],
    ['redis+cluster://a?node=redis://b', 'must give each node as host:port'],
    [
      'redis+cluster://a?nodes=b',
      'supports only the parameter node: redis+cluster://host:port?node=host2:port2',
    ],
    ['redis+cluster:///0', 'must name a node of the cluster: redis+cluster://host:port'],
  ])('refuses %s, and says why', (url, problem) => expect(problemOf(queueUrl, url)).toBe(problem));
});

describe('redisUrl', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://cache.example/1', ...clusters])('accepts %s', (url) =>
    expect(redisUrl.safeParse(url).success).toBe(true),
  );

  it.each(['postgres://db/queues', 'http://127.0.0.1'])('refuses %s', (url) =>
    expect(problemOf(redisUrl, url)).toBe('must be a redis:// or redis+cluster:// address'),
  );
});
