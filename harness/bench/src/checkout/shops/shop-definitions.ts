import { embeddedPostgresUrl, fastTimings, portPlan, type ProgramFiles } from '@holdfast/local-stack';
import { type OpenRows, type OpenWork } from '../../measure/stack/work-left.ts';
import { type ShopName } from './shop-names.ts';
import { programsWith, workflowPrograms } from './shop-programs.ts';

export type Environment = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The differences between the shops: everything else is the same stack. */
export interface ShopDefinition {
  /** The file that runs for each of Holdfast's programs, given the bundles of `bundledPrograms`. */
  readonly programs: (bundles: ProgramFiles) => ProgramFiles;
  readonly environment: (portBase: number) => Environment;
  /** The environment under faults: shorter timings. They change how long recovery takes, not its result. */
  readonly underFaults: Environment;
  /** Rows that say what is left to do. Undefined: those of Holdfast. */
  readonly openWork: OpenWork | undefined;
}

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

/** Jobs and webhooks alone. */
const noRows: OpenWork = { beforeJobs: [], afterJobs: [] };

const openWorkflows: OpenRows = {
  work: 'open workflows',
  databases: ['checkout', 'payments'],
  from: `dbos.workflow_status where status in ('PENDING', 'ENQUEUED')`,
};

export const shopDefinitions: Readonly<Record<ShopName, ShopDefinition>> = {
  holdfast: {
    programs: (bundles) => bundles,
    environment: () => ({}),
    underFaults: withoutReconciliation,
    openWork: undefined,
  },
  naive: {
    programs: (bundles) => programsWith(bundles, {}),
    environment: () => subscription,
    underFaults: fastWebhooks,
    openWork: noRows,
  },
  dbos: {
    programs: (bundles) => programsWith(bundles, workflowPrograms),
    environment: (portBase) =>
      merged(subscription, asSuperuser(portBase), { checkout: withoutCache, payments: withoutCache }),
    underFaults: fastWebhooks,
    openWork: { ...noRows, beforeJobs: [openWorkflows] },
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
