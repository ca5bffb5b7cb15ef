import { embeddedPostgresUrl } from '../postgres/embedded-postgres.ts';
import { findRedis } from '../redis/redis-server.ts';
import { loopbackUrl, portPlan } from './ports.ts';
import { type OptionalService, type ServiceName, stackServices } from './services.ts';
import { type StackSettings } from './settings.ts';

type OwnAddresses = Readonly<
  Record<Exclude<ServiceName, OptionalService | 'storefront' | 'stripe-simulator'>, string>
> &
  Readonly<Partial<Record<OptionalService, string>>>;

/**
 * The addresses of a stack's processes, around the lab. `redis` is absent without Redis, and so is a service
 * that WITHOUT_SERVICES names.
 */
export type StackAddresses = OwnAddresses & {
  readonly 'mail inbox': string;
  readonly postgres: string;
  /** The shop. Absent if it is off. */
  readonly storefront?: string;
  /** Absent if payments talks to Stripe itself. */
  readonly 'stripe-simulator'?: string;
  readonly redis?: string;
  /** Absent with the lab off. */
  readonly 'failure-lab'?: string;
  /** Checkout as customers reach it, each instance in turn. Absent with the lab off. */
  readonly 'checkout through the lab'?: string;
};

function redisAddress({ redisUrl, searchPath }: StackSettings, port: number): string | undefined {
  return redisUrl ?? (findRedis(searchPath) === undefined ? undefined : `redis://127.0.0.1:${port}`);
}

/** The addresses of a stack with these settings. */
export function addressesOf(settings: StackSettings): StackAddresses {
  const ports = portPlan(settings.portBase);
  const redis = redisAddress(settings, ports.redis);
  return {
    ...(settings.storefront === 'on' ? { storefront: loopbackUrl(ports.storefront) } : {}),
    ...(Object.fromEntries(
      stackServices(settings).map(({ name, address }) => [name, address]),
    ) as unknown as OwnAddresses),
    ...(settings.stripe === undefined ? { 'stripe-simulator': loopbackUrl(ports.stripeSimulator) } : {}),
    'mail inbox': loopbackUrl(ports.mailInbox),
    postgres: settings.databaseUrl ?? embeddedPostgresUrl(ports.postgres, 'checkout'),
    ...(redis === undefined ? {} : { redis }),
    ...(settings.failureLab === 'off'
      ? {}
      : {
          'failure-lab': loopbackUrl(ports.failureLab),
          'checkout through the lab': loopbackUrl(ports.shopperEdge),
        }),
  };
}

/** The address for display: a password in it is replaced. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password === '') return address;
  url.password = '***';
  return url.href;
}
