import { containerCopies, containerEdges, hostOfCopy, prepared } from '@holdfast/local-stack';
import { copies, insideCopies, published, usual } from './compose-ports.ts';
import { labConfig, ingressConfig } from './lab-configs.ts';

export type Environment = Readonly<Record<string, string>>;

/** Keyed by service, by process, or `*` for all services. */
export type Environments = Readonly<Record<string, Environment>>;

/** A second lab through which the suite reaches containers directly. */
export const ingress = 'ingress';

/** The containers to start; their dependencies start with them. */
export const containers: readonly string[] = [
  ...containerCopies(copies).map(({ name }) => name),
  'postgres',
  'redis',
  'mail',
  'failure-lab',
  ingress,
];

/** Clears the `_FILE` variant of each setting, because docker-compose.yml may set it. */
const inPlaceOfFiles = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => [
      [name, value],
      [`${name}_FILE`, ''],
    ]),
  );

const urlOf: Environment = {
  payments: 'PAYMENTS_URL',
  recommendations: 'RECOMMENDATIONS_URL',
  stripe: 'STRIPE_API_URL',
  mail: 'SMTP_URL',
};

const secretFilesOf: Readonly<Record<string, readonly string[]>> = {
  postgres: ['database_url'],
  redis: ['queue_url', 'cache_url'],
};

/**
 * A second instance has its own edges. Addresses with secrets are in files that make-secrets.mjs names after
 * it.
 */
function addressesOf(name: string): Environment {
  const edges = containerEdges(copies).filter(({ from }) => from === name);
  return Object.fromEntries(
    edges.flatMap(({ to, protocol, port }): readonly (readonly [string, string])[] => {
      const variable = urlOf[to];
      if (variable !== undefined) return [[variable, `${protocol}://failure-lab:${port}`]];
      const files = (secretFilesOf[to] ?? []).filter(
        (file) => file !== 'cache_url' || name.startsWith('checkout'),
      );
      return files.map((file) => [`${file.toUpperCase()}_FILE`, `/run/secrets/${name}_${file}`]);
    }),
  );
}

/** As in docker-compose.yml, whose NODE_OPTIONS these replace. */
const memory = '--max-old-space-size=288';

function copiesOf(environments: Environments): Record<string, object> {
  return Object.fromEntries(
    containerCopies(copies).map((copy) => {
      const { name, service } = copy;
      const own = { ...environments['*'], ...environments[service], ...environments[name] };
      const addresses = name === service ? {} : addressesOf(name);
      const networks = { [service]: { aliases: [hostOfCopy(copy)] } };
      const environment = { ...addresses, ...inPlaceOfFiles(own) };
      if (service === 'stripe-simulator') return [name, { environment }];
      const isUsual = Object.keys(own).length === 0;
      const settings = isUsual ? environment : prepared({ NODE_OPTIONS: memory, ...environment });
      return [name, { environment: settings, networks }];
    }),
  );
}

/** Edges on which scenarios use their own clients. The customers' edge is published anyway. */
const edgesForClients = labConfig.edges.filter(
  ({ protocol, from }) => protocol === 'http' && from !== 'shopper',
);

/**
 * The override of docker-compose.yml. `folder` holds the labs' configurations, `failure-lab.json` and
 * `ingress.json`.
 */
export function composeFile(portBase: number, environments: Environments, folder: string): object {
  const publish = ({ port }: { readonly port: number }): string =>
    `127.0.0.1:${published(portBase, port)}:${port}`;
  const lab = `${folder}/failure-lab.json`;
  return {
    services: {
      ...copiesOf(environments),
      secrets: { volumes: [`${lab}:/failure-lab.json:ro`] },
      'failure-lab': {
        volumes: [`${lab}:/etc/failure-lab.json:ro`],
        // The suite is its own witness.
        environment: { LAB_OBSERVE: '' },
        ports: edgesForClients.map(publish),
      },
      // Emails survive a restart of the mail server, as with local processes.
      mail: {
        read_only: false,
        environment: { MAILDEV_MAIL_DIRECTORY: '/home/node/mails', MAILDEV_MAX_EMAILS: '1000' },
      },
      [ingress]: {
        image: 'localhost/holdfast/failure-lab:0.1.0',
        pull_policy: 'never',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        networks: ['outside', ...new Set(insideCopies.map(({ service }) => service)), 'data'],
        ports: ingressConfig.edges.map(publish),
        environment: { LAB_CONFIG: '/etc/failure-lab.json', NODE_OPTIONS: '--max-old-space-size=192' },
        volumes: [`${folder}/${ingress}.json:/etc/failure-lab.json:ro`],
        deploy: { resources: { limits: { memory: '256M', pids: 64 } } },
      },
    },
  };
}

/** Variables of docker-compose.yml: ports, JSON logs, and one container per service. */
export const composeEnvironment = (portBase: number): Environment => ({
  COPIES: '1',
  LOG_FORMAT: 'json',
  CHECKOUT_PORT: `${published(portBase, usual.shopperEdge)}`,
  LAB_PORT: `${published(portBase, usual.failureLab)}`,
  SIMULATOR_PORT: `${published(portBase, usual.stripeSimulator)}`,
  INBOX_PORT: `${published(portBase, usual.mailInbox)}`,
});
