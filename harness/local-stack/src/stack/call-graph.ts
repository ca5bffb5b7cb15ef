import { edgesOf } from '../lab/edges.ts';
import { Wiring } from '../lab/wiring.ts';
import { databaseUrl } from '../postgres/databases.ts';
import { serviceEnvironment } from './service-environment.ts';
import { serviceCopies } from './services.ts';
import { readSettings } from './settings.ts';

/** One way from a process to another, by the roles they play. */
export interface Call {
  readonly from: string;
  readonly to: string;
}

/** What a service is given by whoever runs it. */
export interface ServiceNeeds {
  readonly service: string;
  /** Names of the settings, in alphabetical order. */
  readonly settings: readonly string[];
  /** Whom the addresses among them lead to: `PAYMENTS_URL` to `payments`. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface CallGraph {
  readonly calls: readonly Call[];
  readonly needs: readonly ServiceNeeds[];
}

const nobodysSecrets = {
  stripeSecretKey: 'sk_test_x',
  stripeWebhookSecret: 'whsec_x',
  checkoutKey: 'x',
  operatorKey: 'y',
  opsKey: 'z',
  orderTokenSecrets: 'x',
};

/** Who calls whom and by which setting, as `npm start` wires it: with Redis, one process of each service, none of a forker's. */
export function callGraph(): CallGraph {
  const settings = readSettings({});
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
      settings: environment.map(([name]) => name).sort(),
      addresses: Object.fromEntries(addresses),
    };
  });
  return { calls: edges.map(({ edge, to }) => ({ from: edge.split('->')[0] ?? '', to })), needs };
}
