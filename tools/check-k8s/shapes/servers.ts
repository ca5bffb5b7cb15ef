import { type Fields, type Shape } from '../compare.ts';
import * as free from '../free.ts';
import { type Expected, type Subject } from '../subject.ts';
import * as pods from './pods.ts';
import { passwordKeys } from './secrets.ts';
import { account, ownImage, service } from './services.ts';
import { secretKeys } from './settings.ts';

/** A server of the demo: one pod, whose data is on a volume or nowhere. */
interface Server {
  readonly name: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly container: Fields;
  readonly volumes: readonly Shape[];
  readonly user?: number;
  readonly hasStorage?: true;
  readonly graceSeconds?: number;
  readonly serviceAlso?: Fields;
}

const tcp = (port: string): Fields => ({ tcpSocket: { port } });
const http = (path: string): Fields => ({ httpGet: { path, port: 'http' } });
const exec = (command: string): Fields => ({ exec: { command: command.split(' ') } });

const probes = (alive: string, startupProbe: Fields, ready: Fields): Fields => ({
  livenessProbe: { ...tcp(alive), failureThreshold: 6, periodSeconds: 10, timeoutSeconds: 5 },
  readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 5 },
  startupProbe,
});

/** The version that docker compose runs. */
const image = (name: string, { facts }: Subject): Shape =>
  facts.images.find((each) => each.startsWith(`${name}:`)) ?? free.versionOf(name);

const isReady = 'pg_isready -h 127.0.0.1 -U postgres';
const firstStart = 'postgres-first-start';

function postgres(subject: Subject): Server {
  const { rendering } = subject;
  const startup = { ...exec(isReady), periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 };
  return {
    name: 'postgres',
    ports: { postgres: 5_432 },
    user: 999,
    hasStorage: true,
    graceSeconds: 60,
    serviceAlso: { clusterIP: 'None' },
    container: {
      image: image('postgres', subject),
      args: ['-c', 'max_connections=350'],
      env: [{ name: 'POSTGRES_PASSWORD_FILE', value: '/run/secrets/postgres_password' }],
      ...probes('postgres', startup, exec(`${isReady} -d checkout`)),
      volumeMounts: [
        pods.mount('data', '/var/lib/postgresql'),
        pods.readOnly('first-start', '/docker-entrypoint-initdb.d'),
        pods.secretsMount,
        pods.mount('sockets', '/var/run/postgresql'),
        pods.tmpMount,
      ],
    },
    volumes: [
      {
        name: 'first-start',
        configMap: { name: rendering.nameOf(`ConfigMap/${firstStart}`), defaultMode: 0o555 },
      },
      pods.secretsVolume(rendering.nameOf('Secret/postgres'), passwordKeys(subject)),
      pods.emptyVolume('sockets'),
      pods.emptyVolume('tmp'),
    ],
  };
}

/** A full Redis refuses jobs, which wait in the outboxes; it must not evict them. */
const redisArguments = 'redis-server|--save||--appendonly|no|--maxmemory|192mb|--maxmemory-policy|noeviction';

const redis = (subject: Subject): Server => ({
  name: 'redis',
  ports: { redis: 6_379 },
  user: 999,
  container: {
    image: image('redis', subject),
    args: redisArguments.split('|'),
    ...probes(
      'redis',
      { ...exec('redis-cli ping'), failureThreshold: 30, periodSeconds: 1, timeoutSeconds: 5 },
      exec('redis-cli -h 127.0.0.1 ping'),
    ),
    volumeMounts: [pods.mount('data', '/data')],
  },
  volumes: [pods.emptyVolume('data')],
});

const oneMinute = { failureThreshold: 60, periodSeconds: 1 };

const mail = (subject: Subject): Server => ({
  name: 'mail',
  ports: { smtp: 1_025, http: 1_080 },
  container: {
    image: image('maildev/maildev', subject),
    env: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=96 --max-semi-space-size=2' }],
    ...probes('http', { ...tcp('smtp'), ...oneMinute }, http('/api/healthz')),
    volumeMounts: [pods.tmpMount],
  },
  volumes: [pods.emptyVolume('tmp')],
});

function simulator(subject: Subject): Server {
  const { rendering, facts } = subject;
  const { service: name, port } = facts.simulator;
  const heap = free.heapOptions(rendering.container(`StatefulSet/${name}`, name), 64);
  return {
    name,
    ports: { http: port },
    hasStorage: true,
    container: {
      image: ownImage(name, subject),
      env: [{ name: 'NODE_OPTIONS', value: heap }],
      envFrom: [{ configMapRef: { name: rendering.nameOf(`ConfigMap/${name}-settings`) } }],
      ...probes('http', { ...tcp('http'), ...oneMinute }, http('/_simulator/faults')),
      volumeMounts: [pods.mount('data', '/data'), pods.secretsMount, pods.tmpMount],
    },
    volumes: [
      pods.secretsVolume(rendering.nameOf(`Secret/${name}`), secretKeys(facts.simulator)),
      pods.emptyVolume('tmp'),
    ],
  };
}

const claim = (subject: Subject): Fields => ({
  metadata: { name: 'data', labels: pods.releaseLabels(subject) },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: free.storage } } },
});

function workload(server: Server, subject: Subject): Expected {
  const { name, ports, hasStorage = false, graceSeconds = 30 } = server;
  const kind = hasStorage ? 'StatefulSet' : 'Deployment';
  const labels = pods.ownLabels(name, 'server');
  const container: Fields = {
    ...server.container,
    name,
    lifecycle: pods.preStop,
    ports: Object.entries(ports).map(([each, number]) => pods.port(each, number)),
    resources: free.resources(subject.rendering.container(`${kind}/${name}`, name)),
    securityContext: pods.containerSecurity,
  };
  const pod = {
    ...pods.security(name, server.user),
    containers: [container],
    terminationGracePeriodSeconds: graceSeconds,
    volumes: server.volumes,
  };
  const spec = {
    replicas: 1,
    selector: pods.selector(name),
    serviceName: hasStorage ? name : undefined,
    volumeClaimTemplates: hasStorage ? [claim(subject)] : undefined,
    strategy: hasStorage ? undefined : { type: 'Recreate' },
    template: pods.template(labels, pod, subject),
  };
  return pods.object(`apps/v1 ${kind}`, name, subject, { spec }, { labels });
}

/** The servers that the demo runs in the cluster, and production has outside. */
export const servers = (subject: Subject): Expected[] => [
  ...[postgres, redis, mail, simulator]
    .map((each) => each(subject))
    .flatMap((server) => [
      account(server.name, subject),
      service(server.name, server.ports, subject, server.serviceAlso),
      workload(server, subject),
    ]),
  pods.object('v1 ConfigMap', firstStart, subject, {
    data: { 'create-databases.sh': subject.facts.createDatabases },
  }),
];
