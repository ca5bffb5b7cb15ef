import { type EdgeConfig } from '@holdfast/lab-api';
import { edgesOf } from '../lab/edges.ts';
import { Wiring } from '../lab/wiring.ts';
import { databaseUrl } from '../postgres/databases.ts';
import { type ExtraService } from './extra-services.ts';
import { serviceEnvironment } from './service-environment.ts';
import { serviceCopies } from './services.ts';
import { readSettings } from './settings.ts';

/** One call from a process to another, by their roles. */
export interface Call {
  readonly from: string;
  readonly to: string;
}

/** The settings that a service needs from its operator. */
export interface ServiceNeeds {
  readonly service: string;
  /** Names of the settings, in alphabetical order. */
  readonly settings: readonly string[];
  /** The target of each address setting: `PAYMENTS_URL` leads to `payments`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Their values on this machine, with made-up secrets. */
  readonly values: Readonly<Record<string, string>>;
}

export interface CallGraph {
  /** Names of the lab's edges: `shopper->checkout`. */
  readonly edges: readonly string[];
  readonly calls: readonly Call[];
  readonly needs: readonly ServiceNeeds[];
}

const nobodysSecrets = {
  stripeSecretKey: 'sk_test_x',
  stripePublishableKey: 'pk_test_x',
  stripeWebhookSecret: 'whsec_x',
  checkoutKey: 'x',
  operatorKey: 'y',
  opsKey: 'z',
  orderTokenSecrets: 'x',
};

/** Settings of a demo, which a deployment may leave out. */
const ofDemos: readonly string[] = ['LAB_URL'];

/** Shoppers call the storefront, which passes their requests on to checkout by the same edge of the lab. */
function callsBy({ edge, to }: EdgeConfig): Call[] {
  const from = edge.split('->')[0] ?? '';
  if (from !== 'shopper') return [{ from, to }];
  return [
    { from, to: 'storefront' },
    { from: 'storefront', to },
  ];
}

/**
 * The calls between processes and their settings, as `npm start` wires them with Redis and one copy. Default:
 * no extra services.
 */
export function callGraph(extraServices: readonly ExtraService[] = []): CallGraph {
  const settings = { ...readSettings({}), extraServices };
  const database = (name: string): string => databaseUrl('postgres://postgres@127.0.0.1:1', name);
  const servers = {
    database,
    servicesDatabase: database,
    redisUrl: 'redis://127.0.0.1:2',
  };
  const edges = edgesOf(settings, servers);
  const wiring = new Wiring(edges, true);
  const inputs = { settings, servers, wiring, secrets: nobodysSecrets };
  const needs = serviceCopies(settings).map((copy): ServiceNeeds => {
    const environment = Object.entries(serviceEnvironment(copy, inputs));
    const addresses = environment.flatMap(([name, value]) => {
      const edge = edges.find(({ port }) => URL.canParse(value) && new URL(value).port === `${port}`);
      return edge === undefined ? [] : [[name, edge.to] as const];
    });
    return {
      service: copy.service,
      settings: environment
        .map(([name]) => name)
        .filter((name) => !ofDemos.includes(name))
        .sort(),
      addresses: Object.fromEntries(addresses),
      values: Object.fromEntries(environment),
    };
  });
  return {
    edges: edges.map(({ edge }) => edge),
    calls: edges.flatMap(callsBy),
    needs,
  };
}
