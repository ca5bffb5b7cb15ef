import { fastTimings } from '@holdfast/local-stack';
import { type Configuration, timedServices, type TimedService } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { livenessOf } from './liveness.ts';

type Settings = NonNullable<Scenario['settings']>;
type Environment = Readonly<Record<string, string>>;

/**
 * Not timings of a service: reconciliation is a judge, customers have seconds for their bank, all of them
 * share one address, and load shedding is a choice of its own.
 */
const ofTheSuite: readonly string[] = [
  'RECONCILE_INTERVAL_MS',
  'RECONCILE_MIN_AGE_MS',
  'RECONCILE_OVERLAP_MS',
  'LIMIT_DECLINES_PER_ADDRESS_HOUR',
  'ACTION_TTL_MINUTES',
  'MAX_EVENT_LOOP_DELAY_MS',
];

/** An empty value is the shipped one. */
const emptied = (timings: Environment = {}): Environment =>
  Object.fromEntries(
    Object.keys(timings)
      .filter((name) => !ofTheSuite.includes(name))
      .map((name) => [name, '']),
  );

function timingsOf(service: TimedService, shipped: readonly TimedService[]): Environment {
  return shipped.includes(service) ? emptied(fastTimings[service]) : { ...shared, ...fastTimings[service] };
}

const shared = Object.fromEntries(
  Object.entries(fastTimings['*'] ?? {}).filter(([name]) => name in emptied(fastTimings['*'])),
);

function timings(shipped: readonly TimedService[]): Settings {
  if (shipped.length === 0) return {};
  return {
    ...emptied(fastTimings['*']),
    ...Object.fromEntries(timedServices.map((service) => [service, timingsOf(service, shipped)])),
  };
}

/** No shorter: reconciliation reads each list to its end, and a long run fills them. */
const shortPages = 'payment_intent=20,refund=5,dispute=2';

/** Reconciliation looks back longer than it leaves a difference alone. */
const overlapMs = 30_000;

/** The settings, kind of stack and time limit of a plan with this configuration. */
export function configured(
  configuration: Configuration,
): Required<Pick<Scenario, 'settings' | 'livenessMs'>> & Pick<Scenario, 'stack'> {
  const { shipped, isSheddingLoad, copies, queues, hasShortPages } = configuration;
  const ofTimings = timings(shipped);
  const livenessMs = livenessOf(ofTimings);
  const settings = {
    ...ofTimings,
    ...(isSheddingLoad ? { MAX_EVENT_LOOP_DELAY_MS: '' } : {}),
    'stripe-simulator': {
      // It waits for payments' responses to its webhooks.
      ...(shipped.includes('payments') ? emptied(fastTimings['stripe-simulator']) : {}),
      ...(hasShortPages ? { PAGE_LIMITS: shortPages } : {}),
    },
    // Nothing else would settle what reconciliation finds then.
    RECONCILE_MIN_AGE_MS: `${livenessMs}`,
    RECONCILE_OVERLAP_MS: `${Math.max(Number(fastTimings['*']?.['RECONCILE_OVERLAP_MS']), livenessMs + overlapMs)}`,
  };
  const isUsualStack = copies === 2 && queues === 'redis';
  return { settings, livenessMs, ...(isUsualStack ? {} : { stack: { copies, queues } }) };
}
