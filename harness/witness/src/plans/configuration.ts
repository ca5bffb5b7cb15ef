import { type SeededRandom } from './seeded-random.ts';

/** The services whose timings a configuration sets. */
export const timedServices = ['checkout', 'payments', 'email', 'recommendations'] as const;

export type TimedService = (typeof timedServices)[number];

/** The properties of the stack that a plan breaks. */
export interface Configuration {
  /** The services with the shipped timings; the others have fast ones. */
  readonly shipped: readonly TimedService[];
  /** True: requests are refused while the event loop is slow, by the shipped limit. */
  readonly isSheddingLoad: boolean;
  /** Processes of each of checkout, payments and email. */
  readonly copies: 1 | 2;
  readonly queues: 'redis' | 'postgres';
  /** True: the provider's lists have fewer entries per page than requested. */
  readonly hasShortPages: boolean;
}

/** The configuration of plans that name none. */
export const usualConfiguration: Configuration = {
  shipped: [],
  isSheddingLoad: false,
  copies: 2,
  queues: 'redis',
  hasShortPages: false,
};

/** Half of the plans run on the usual stack: changing it takes time in which nothing is tested. */
const unusualShare = 0.5;
/** Few: after lost calls, a stack with shipped timings takes two minutes to become quiet. */
const shippedShare = 0.15;
const sheddingShare = 0.5;
const shortPagesShare = 0.5;
/** Few: these need a new stack. */
const otherStackShare = 0.3;

export function drawConfiguration(random: SeededRandom): Configuration {
  if (!random.isLucky(unusualShare)) return usualConfiguration;
  return {
    shipped: random.isLucky(shippedShare) ? drawShipped(random) : [],
    isSheddingLoad: random.isLucky(sheddingShare),
    copies: random.isLucky(otherStackShare) ? 1 : 2,
    queues: random.isLucky(otherStackShare) ? 'postgres' : 'redis',
    hasShortPages: random.isLucky(shortPagesShare),
  };
}

/** Checkout waits longer than payments: it has shipped timings if payments has. */
function drawShipped(random: SeededRandom): readonly TimedService[] {
  if (random.isLucky(0.5)) return timedServices;
  const drawn = random.some(timedServices, 0.5);
  return timedServices.filter(
    (service) => drawn.includes(service) || (service === 'checkout' && drawn.includes('payments')),
  );
}

/** The differences from the usual one, for names: `shipped`, `one-copy`. */
export function labelsOf(configuration: Configuration): readonly string[] {
  const { shipped, isSheddingLoad, copies, queues, hasShortPages } = configuration;
  return [
    ...(shipped.length === 0 ? [] : [shipped.length === timedServices.length ? 'shipped' : 'mixed']),
    ...(isSheddingLoad ? ['shedding'] : []),
    ...(copies === 1 ? ['one-copy'] : []),
    ...(queues === 'postgres' ? ['on-postgres'] : []),
    ...(hasShortPages ? ['short-pages'] : []),
  ];
}

/** The configuration in words, as a sentence; empty if it is the usual one. */
export function configurationInWords(configuration: Configuration): string {
  const { shipped, isSheddingLoad, copies, queues, hasShortPages } = configuration;
  const parts = [
    ...(shipped.length === 0 ? [] : [`shipped timings in ${shipped.join(', ')}`]),
    ...(isSheddingLoad ? ['load shedding'] : []),
    ...(copies === 1 ? ['one copy of each service'] : []),
    ...(queues === 'postgres' ? ['queues on Postgres'] : []),
    ...(hasShortPages ? ["short pages in the provider's lists"] : []),
  ];
  return parts.length === 0 ? '' : `With ${parts.join('; ')}.`;
}
