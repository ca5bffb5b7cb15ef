import { embeddedPostgresUrl, fastTimings, portPlan, type ProgramFiles } from '@holdfast/local-stack';
import { type ShopName } from './shop-names.ts';
import { programsWith, workflowPrograms } from './shop-programs.ts';

export type Environment = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Work that is not done yet: how many rows of a database say so. */
interface Unfinished {
  readonly what: string;
  readonly database: string;
  readonly text: string;
}

/** The differences between the shops: everything else is the same stack. */
export interface ShopDefinition {
  /** The file that runs for each of Holdfast's programs, given the bundles of `bundledPrograms`. */
  readonly programs: (bundles: ProgramFiles) => ProgramFiles;
  readonly environment: (portBase: number) => Environment;
  /** The environment under faults: shorter timings. They change how long recovery takes, not its result. */
  readonly underFaults: Environment;
  readonly unfinished: readonly Unfinished[];
}

const count = (what: string, database: string, from: string): Unfinished => ({
  what,
  database,
  text: `select count(*)::integer as count from ${from}`,
});

/** A compile cache of loose files would only be filled, at the first start. */
const withoutCache = { NODE_DISABLE_COMPILE_CACHE: '1' };

/** The events that the naive shop and DBOS handle. Holdfast has its own subscription. */
const subscription = {
  'stripe-simulator': { WEBHOOK_EVENTS: 'payment_intent.succeeded,payment_intent.payment_failed' },
};
/** The suite compares ledgers every second; a shop does so every five minutes. */
const withoutReconciliation = {
  ...fastTimings,
  '*': { ...fastTimings['*'], RECONCILE_INTERVAL_MS: '0' },
};
const fastWebhooks = { 'stripe-simulator': fastTimings['stripe-simulator'] ?? {} };

/** DBOS creates its tables itself, so its services may do more than those of the others. */
const asSuperuser = (portBase: number): Environment =>
  Object.fromEntries(
    (['checkout', 'payments'] as const).map((name) => [
      name,
      { DATABASE_URL: embeddedPostgresUrl(portPlan(portBase).postgres, name) },
    ]),
  );

const unpublished = (service: string): Unfinished =>
  count(
    `messages in the outbox of ${service}`,
    service,
    'outbox where published_at is null and dead_at is null',
  );

const openKeys = (service: string): Unfinished =>
  count(`open keys of ${service}`, service, `idempotency_key where state <> 'done'`);

const openWorkflows = (service: string): Unfinished =>
  count(
    `open workflows of ${service}`,
    service,
    `dbos.workflow_status where status in ('PENDING', 'ENQUEUED')`,
  );

export const shopDefinitions: Readonly<Record<ShopName, ShopDefinition>> = {
  holdfast: {
    programs: (bundles) => bundles,
    environment: () => ({}),
    underFaults: withoutReconciliation,
    unfinished: [
      unpublished('checkout'),
      unpublished('payments'),
      openKeys('checkout'),
      openKeys('payments'),
      count('pending orders', 'checkout', `orders where status = 'payment_pending'`),
      count('pending payments', 'payments', `payment where status = 'pending'`),
      count('emails to send', 'email', `email where status in ('queued', 'sending')`),
    ],
  },
  naive: {
    programs: (bundles) => programsWith(bundles, {}),
    environment: () => subscription,
    underFaults: fastWebhooks,
    unfinished: [],
  },
  dbos: {
    programs: (bundles) => programsWith(bundles, workflowPrograms),
    environment: (portBase) =>
      merged(subscription, asSuperuser(portBase), { checkout: withoutCache, payments: withoutCache }),
    underFaults: fastWebhooks,
    unfinished: [openWorkflows('checkout'), openWorkflows('payments')],
  },
};

/** Merges environments; the later wins. */
export function merged(...environments: readonly Environment[]): Environment {
  const all: Record<string, Record<string, string>> = {};
  for (const environment of environments)
    for (const [service, variables] of Object.entries(environment))
      all[service] = { ...all[service], ...variables };
  return all;
}
