import { z } from 'zod';

/** Address and credentials of a Redis Cluster. */
export interface RedisCluster {
  /** Seed nodes, tried in this order until one responds. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username?: string;
  readonly password?: string;
  readonly isEncrypted: boolean;
}

const defaultPort = 6379;
const clusterScheme = /^rediss?\+cluster:/;
const nodePattern = /^(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i;

/**
 * Parses `redis+cluster://user:password@host:port?node=host2:port2&node=host3:port3`, or `rediss+cluster` for
 * TLS. Undefined for a single Redis or Postgres. One node finds the others; more are for when it is down.
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

/** Credentials and TLS options for ioredis: for the cluster client and for each node. */
export function clusterOptions({ username, password, isEncrypted }: RedisCluster) {
  return {
    // Certificates name hosts, so the name must not be resolved to an address.
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
  if (!/^\/?0?$/.test(pathname)) return 'must not name a database: a Redis Cluster has only database 0';
  if ([...searchParams.keys()].some((name) => name !== 'node'))
    return 'supports only the parameter node: redis+cluster://host:port?node=host2:port2';
  if (!searchParams.getAll('node').every(isNode)) return 'must give each node as host:port';
  return undefined;
}

function serverUrl(protocol: RegExp, error: string) {
  return z.url({ protocol, error, abort: true }).superRefine((address, context) => {
    const message = clusterProblem(address);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** The URL of a Redis or a Redis Cluster. */
export const redisUrl = serverUrl(/^rediss?(\+cluster)?$/, 'must be a redis:// or redis+cluster:// address');

/** The URL of the queue server: Redis, Redis Cluster, or Postgres. */
export const queueUrl = serverUrl(
  /^(rediss?(\+cluster)?|postgres(ql)?)$/,
  'must be a redis://, redis+cluster:// or postgres:// address',
);

/**
 * For ioredis's `reconnectOnError`: true if the server became a replica. Its connections stay open, while the
 * address may lead to the new primary.
 */
export const wasDemoted = (error: Error): boolean => error.message.startsWith('READONLY');
