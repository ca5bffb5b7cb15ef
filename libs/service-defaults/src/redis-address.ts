import { z } from 'zod';

/** Where a Redis Cluster is found, and how to get in. */
export interface RedisCluster {
  /** Asked for the others in this order, until one answers. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username?: string;
  readonly password?: string;
  readonly isEncrypted: boolean;
}

const defaultPort = 6379;
const clusterScheme = /^rediss?\+cluster:/;
const nodePattern = /^(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i;

/**
 * The cluster that an address of the form `redis+cluster://user:password@host:port?node=host2:port2&node=host3:port3` names, with `rediss+cluster`
 * for TLS; undefined when it names a single Redis, or Postgres. One node is enough to find the others; more are for when that one is away.
 */
export function redisClusterOf(address: string): RedisCluster | undefined {
  if (!clusterScheme.test(address)) return undefined;
  const url = new URL(address);
  const { username, password } = url;
  return {
    nodes: [url.host, ...url.searchParams.getAll('node')].map(nodeAt),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    isEncrypted: url.protocol === 'rediss+cluster:',
  };
}

/** How ioredis is told who asks, and to ask over TLS: what a client of the whole cluster gets, and what each connection to a node gets. */
export function clusterOptions({ username, password, isEncrypted }: RedisCluster) {
  return {
    // A certificate is for a name, not for the address that it leads to.
    ofCluster: isEncrypted
      ? { dnsLookup: (name: string, found: (error: null, address: string) => void) => found(null, name) }
      : {},
    ofNode: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(isEncrypted ? { tls: {} } : {}),
    },
  };
}

function nodeAt(text: string): { host: string; port: number } {
  const { host = '', port = `${defaultPort}` } = nodePattern.exec(text)?.groups ?? {};
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

const isNode = (text: string): boolean => nodePattern.test(text) && nodeAt(text).port <= 65_535;

function clusterProblem(address: string): string | undefined {
  if (!clusterScheme.test(address)) return undefined;
  const { pathname, searchParams, host } = new URL(address);
  if (!isNode(host)) return 'must name a node of the cluster: redis+cluster://host:port';
  if (!/^\/?0?$/.test(pathname)) return 'must not name a database: a Redis Cluster has number 0 only';
  if ([...searchParams.keys()].some((name) => name !== 'node'))
    return 'may have no parameters but node: redis+cluster://host:port?node=host2:port2';
  if (!searchParams.getAll('node').every(isNode)) return 'must give each node as host:port';
  return undefined;
}

function serverUrl(protocol: RegExp, error: string) {
  return z.url({ protocol, error, abort: true }).superRefine((address, context) => {
    const message = clusterProblem(address);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** A Redis, or a Redis Cluster. */
export const redisUrl = serverUrl(/^rediss?(\+cluster)?$/, 'must be a redis:// or redis+cluster:// address');

/** Where the queues live: Redis, a Redis Cluster, or Postgres where there is no Redis. */
export const queueUrl = serverUrl(
  /^(rediss?(\+cluster)?|postgres(ql)?)$/,
  'must be a redis://, redis+cluster:// or postgres:// address',
);
