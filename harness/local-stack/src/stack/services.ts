import { type ExtraService } from './extra-services.ts';
import { extraServicePort, portPlan } from './ports.ts';
import { type StackSettings } from './settings.ts';

interface Description {
  /** Roles: services, servers, `stripe`, `mail`. With `postgres`, it has a database and migrations. */
  readonly calls: readonly string[];
  /** It consumes messages from a queue of its name. */
  readonly hasQueue?: true;
  /** It has COPIES processes; the others have one. */
  readonly isCopied?: true;
  /** The shop also works without it. */
  readonly isOptional?: true;
}

/** Holdfast's services. The storefront uses the edge of shoppers, whose calls it passes on. */
const services = {
  storefront: { calls: [] },
  checkout: {
    calls: ['payments', 'recommendations', 'postgres', 'redis'],
    hasQueue: true,
    isCopied: true,
  },
  payments: { calls: ['stripe', 'postgres', 'redis'], isCopied: true },
  email: { calls: ['mail', 'postgres', 'redis'], hasQueue: true, isCopied: true },
  recommendations: { calls: ['postgres', 'redis'], hasQueue: true, isOptional: true },
  'stripe-simulator': { calls: ['payments'] },
} as const satisfies Readonly<Record<string, Description>>;

export type ServiceName = keyof typeof services;

type Named<Part> = {
  readonly [Name in ServiceName]: (typeof services)[Name] extends Part ? Name : never;
}[ServiceName];

export type OptionalService = Named<{ readonly isOptional: true }>;

const described: Readonly<Record<ServiceName, Description>> = services;

export const serviceNames = Object.keys(services) as readonly ServiceName[];

const namesOf = (has: (description: Description) => boolean): readonly ServiceName[] =>
  serviceNames.filter((name) => has(described[name]));

/** The services with a database, each with a `migrate.js`. */
export const migratedServices = namesOf(({ calls }) => calls.includes('postgres'));

/** Those with a queue of their name. */
export const consumers = namesOf(({ hasQueue }) => hasQueue === true);

/** Those that WITHOUT_SERVICES may name. */
export const optionalServices = namesOf(
  ({ isOptional }) => isOptional === true,
) as readonly OptionalService[];

/** The roles that a service of Holdfast calls. */
export const callsOf = (service: ServiceName): readonly string[] => described[service].calls;

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

/** Those with COPIES processes; the others have one. */
export const copiedServices = namesOf(({ isCopied }) => isCopied === true);

type Services = Pick<StackSettings, 'portBase' | 'copies' | 'extraServices' | 'stripe'> &
  Partial<Pick<StackSettings, 'storefront' | 'withoutServices'>>;

function isPartOf(
  service: ServiceName,
  { stripe, storefront = 'off', withoutServices = [] }: Services,
): boolean {
  if (service === 'stripe-simulator') return stripe === undefined;
  if (service === 'storefront') return storefront === 'on';
  return !withoutServices.some((name) => name === service);
}

/**
 * Every process of a service, first copies first. The storefront only if `storefront` is `on`, and none of
 * `withoutServices`.
 */
export function serviceCopies(settings: Services): ServiceCopy[] {
  const { portBase, copies, extraServices } = settings;
  const { stripeSimulator, ...ports } = portPlan(portBase);
  const portOf: Readonly<Record<ServiceName, number>> = { ...ports, 'stripe-simulator': stripeSimulator };
  const more = Array.from({ length: copies - 1 }, (_, index) => index + 2).flatMap((copy) =>
    copiedServices.map((service, index) => ({
      name: `${service}-${copy}`,
      service,
      port: ports.copies + (copy - 2) * copiedServices.length + index,
    })),
  );
  return [
    ...serviceNames
      .filter((service) => isPartOf(service, settings))
      .map((service) => ({ name: service, service, port: portOf[service] })),
    ...more,
    ...extraServices.map((extra, index) => ({
      name: extra.name,
      service: extra.name,
      port: extraServicePort(portBase, index),
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

/** False for the storefront and the simulator, which have no breakers either: there is nothing to operate. */
export const hasState = ({ service, extra }: ServiceCopy): boolean =>
  extra !== undefined || migratedServices.some((name) => name === service);

/** Holdfast's own services, then those of EXTRA_SERVICES, without the storefront and the Stripe simulator. */
export function stackServices(settings: Omit<Services, 'stripe'>): StackService[] {
  return serviceCopies(settings)
    .filter((copy) => copy.name === copy.service && hasState(copy))
    .map(({ name, port, extra }) => ({
      name,
      address: `http://127.0.0.1:${port}`,
      migrations: extra === undefined ? builtProgram(name, 'migrate.js') : (extra.migrations ?? null),
      hasQueue:
        extra === undefined
          ? consumers.some((consumer) => consumer === name)
          : extra.calls?.some(({ role }) => role === 'queues') === true,
    }));
}
