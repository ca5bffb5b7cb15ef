import { type ExtraService } from './extra-services.ts';
import { portPlan } from './ports.ts';
import { type StackSettings } from './settings.ts';

export const serviceNames = [
  'storefront',
  'checkout',
  'payments',
  'email',
  'recommendations',
  'stripe-simulator',
] as const;

/** The services with a database, each with a `migrate.js`. */
export const migratedServices = ['checkout', 'payments', 'email', 'recommendations'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** The program of a service, relative to the repository's root. */
export const builtProgram = (service: string, file: string): string =>
  `${service === 'stripe-simulator' ? 'harness' : 'apps'}/${service}/dist/${file}`;

/** One process of a service. */
export interface ServiceCopy {
  /** `checkout`, `checkout-2`. */
  readonly name: string;
  /** `checkout` for each of its copies. */
  readonly service: string;
  readonly port: number;
  readonly extra?: ExtraService;
}

/** The services with COPIES processes each; the others have one. */
const copied: readonly ServiceName[] = ['checkout', 'payments', 'email'];

type Services = Pick<StackSettings, 'portBase' | 'copies' | 'extraServices' | 'stripe'> &
  Partial<Pick<StackSettings, 'storefront'>>;

/** Every process of a service, first copies first. The storefront only if `storefront` is `on`. */
export function serviceCopies(settings: Services): ServiceCopy[] {
  const { portBase, copies, extraServices, stripe, storefront = 'off' } = settings;
  const ports = portPlan(portBase);
  const first: Readonly<Record<ServiceName, number>> = {
    storefront: ports.storefront,
    checkout: ports.checkout,
    payments: ports.payments,
    email: ports.email,
    recommendations: ports.recommendations,
    'stripe-simulator': ports.stripeSimulator,
  };
  const more = Array.from({ length: copies - 1 }, (_, index) => index + 2).flatMap((copy) =>
    copied.map((service, index) => ({
      name: `${service}-${copy}`,
      service,
      port: ports.copies + (copy - 2) * copied.length + index,
    })),
  );
  return [
    ...Object.entries(first)
      .filter(([service]) => service !== 'stripe-simulator' || stripe === undefined)
      .filter(([service]) => service !== 'storefront' || storefront === 'on')
      .map(([service, port]) => ({ name: service, service, port })),
    ...more,
    ...extraServices.map((extra, index) => ({
      name: extra.name,
      service: extra.name,
      port: ports.extraServices + index,
      extra,
    })),
  ];
}

/** A service, however many processes it has. */
export interface StackService {
  readonly name: string;
  /** The address of its first process, around the lab. */
  readonly address: string;
  /** The program that creates its tables, relative to the repository's root; null without a database. */
  readonly migrations: string | null;
  /** True if it consumes messages from a queue of its name. */
  readonly hasQueue: boolean;
}

const withQueue: readonly string[] = ['checkout', 'email', 'recommendations'];

/** These have no database, no queue and no breakers, so there is nothing to operate. */
const withoutState: readonly string[] = ['storefront', 'stripe-simulator'];

/** Holdfast's own services, then those of EXTRA_SERVICES, without the storefront and the Stripe simulator. */
export function stackServices(settings: Omit<Services, 'stripe'>): StackService[] {
  const firsts = serviceCopies(settings).filter(({ name, service }) => name === service);
  return firsts
    .filter(({ name }) => !withoutState.includes(name))
    .map(({ name, port, extra }) => ({
      name,
      address: `http://127.0.0.1:${port}`,
      migrations: extra === undefined ? builtProgram(name, 'migrate.js') : (extra.migrations ?? null),
      hasQueue:
        extra === undefined
          ? withQueue.includes(name)
          : extra.calls?.some(({ role }) => role === 'queues') === true,
    }));
}
