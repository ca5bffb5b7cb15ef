import { type Resolve, resolver } from '@holdfast/fault-proxy';
import { type LabProcess } from '@holdfast/lab-api';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type ObserveConfig } from '../observe.config.ts';

const responseTimeoutMs = 1_000;
const usualRedisPort = 6_379;

/** Resolves to the state of a process, and to its dependencies that are down but not needed. */
export type Probe = () => Promise<{ readonly isReady: boolean; readonly degraded: readonly string[] }>;

interface HealthReport {
  readonly checks?: Readonly<Record<string, { readonly status: 'up' | 'down' }>>;
}

const resolve: Resolve = resolver();

/** By IP address: a lookup of a stopped container's name can take seconds, and only four run at a time. */
async function withAddress(given: string): Promise<string> {
  const url = new URL(given);
  const [address] = await resolve(url.hostname);
  if (address === undefined) throw Object.assign(new Error('unknown name'), { code: 'ENOTFOUND' });
  url.hostname = address.includes(':') ? `[${address}]` : address;
  return url.href;
}

/** The health route of a service. */
export const probeHealth =
  (baseUrl: string): Probe =>
  async () => {
    const url = await withAddress(new URL('/health/ready', baseUrl).href);
    const response = await fetch(url, { signal: AbortSignal.timeout(responseTimeoutMs) });
    const { checks = {} } = (await response.json().catch(() => ({}))) as HealthReport;
    const down = Object.entries(checks).filter(([, { status }]) => status === 'down');
    return { isReady: response.ok, degraded: response.ok ? down.map(([name]) => name) : [] };
  };

/** The page of another server. */
export const probePage =
  (pageUrl: string): Probe =>
  async () => {
    const response = await fetch(await withAddress(pageUrl), {
      signal: AbortSignal.timeout(responseTimeoutMs),
    });
    await response.body?.cancel();
    return { isReady: response.ok, degraded: [] };
  };

/** Redis, which `ping` reaches. Its socket distinguishes a dead server from a silent one. */
export const probeRedis =
  (redisUrl: string, ping: () => Promise<unknown>): Probe =>
  async () => {
    const { hostname, port } = new URL(await withAddress(redisUrl));
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || usualRedisPort) });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(responseTimeoutMs) });
    } finally {
      socket.destroy();
    }
    await ping();
    return { isReady: true, degraded: [] };
  };

/** All processes with a health route, by name. */
export const healthProbes = ({
  services,
  shopUrl,
  simulatorUrl,
}: Pick<ObserveConfig, 'services' | 'shopUrl' | 'simulatorUrl'>): ReadonlyMap<string, Probe> =>
  new Map(
    [
      ...Object.entries(services),
      ['storefront', shopUrl] as const,
      ['stripe-simulator', simulatorUrl] as const,
    ].flatMap(([name, url]) => (url === null ? [] : [[name, probeHealth(url)] as const])),
  );

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** The state of a process that no supervisor reports. */
export async function probed(
  name: string,
  probe: Probe,
): Promise<Pick<LabProcess, 'name' | 'state' | 'degraded'>> {
  try {
    const { isReady, degraded } = await probe();
    return { name, state: isReady ? 'ready' : 'not ready', degraded };
  } catch (error) {
    const { code, cause } = error as NodeJS.ErrnoException & { readonly cause?: { readonly code?: string } };
    return {
      name,
      state: unreachable.includes(cause?.code ?? code ?? '') ? 'down' : 'unknown',
      degraded: [],
    };
  }
}
