import { type Fields, type Shape } from '../compare.ts';
import * as free from '../free.ts';
import { type Expected, type ServiceFacts, type Subject } from '../subject.ts';
import * as pods from './pods.ts';
import { secretKeys } from './settings.ts';

/** For a node that is short of CPU. */
const marginSeconds = 10;
/** MiB besides its heap, measured: docs/explanation/kubernetes.md. */
const besidesHeap = 150;

/** The demo runs images that were built here and that no registry serves. */
export function ownImage(name: string, { rendering, facts, servers }: Subject): Shape {
  if (servers === 'inside') return `localhost/holdfast/${name}:${facts.version}`;
  const image = rendering.container('Deployment/checkout', 'service')?.image ?? '';
  return free.digestOf(name, /^(.+)\/checkout@/.exec(image)?.[1]);
}

/** Without rights: it has no token. */
export const account = (name: string, subject: Subject): Expected =>
  pods.object('v1 ServiceAccount', name, subject, {
    automountServiceAccountToken: false,
    imagePullSecrets: subject.servers === 'outside' ? free.pullSecrets : undefined,
  });

type Ports = Readonly<Record<string, number>>;

/** A Service that leads to the pods of its name. */
export function service(name: string, ports: Ports, subject: Subject, also: Fields = {}): Expected {
  const open = Object.entries(ports).map(([each, port]) => ({
    name: each,
    port,
    protocol: 'TCP',
    targetPort: each,
  }));
  const selector = pods.selector(name)['matchLabels'];
  return pods.object('v1 Service', name, subject, { spec: { ports: open, selector, ...also } });
}

const spread = (topologyKey: string): Fields => ({
  labelSelector: pods.components('service', 'storefront'),
  matchLabelKeys: ['pod-template-hash'],
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'ScheduleAnyway',
});

type Timings = readonly [periodSeconds: number, timeoutSeconds: number, failureThreshold: number];

/** A probe of an operator path that the services serve. */
function probe(
  name: string,
  [periodSeconds, timeoutSeconds, failureThreshold]: Timings,
  { facts }: Subject,
): Fields {
  const served = facts.operatorPaths.find((each) => each === `/health/${name}`);
  const path = served ?? `a path of the services, which do not serve /health/${name}`;
  return { failureThreshold, httpGet: { path, port: 'http' }, periodSeconds, timeoutSeconds };
}

const databaseUrlFile = [{ name: 'DATABASE_URL_FILE', value: '/run/secrets/database_url' }];
const secretsAndTmp = [pods.secretsMount, pods.tmpMount];

const waitForSchema = (name: string, { rendering }: Subject, image: Shape): Fields => ({
  name: 'wait-for-schema',
  command: ['node', `apps/${name}/dist/migrate.js`, '--wait'],
  env: databaseUrlFile,
  image,
  resources: free.resources(rendering.container(`Deployment/${name}`, 'wait-for-schema')),
  securityContext: pods.containerSecurity,
  volumeMounts: secretsAndTmp,
});

function pod(facts: ServiceFacts, subject: Subject): Fields {
  const { service: name, isMigrated } = facts;
  const found = subject.rendering.container(`Deployment/${name}`, 'service');
  const keys = secretKeys(facts);
  const image = ownImage(name, subject);
  return {
    ...pods.security(name),
    containers: [
      {
        name: 'service',
        env: [{ name: 'NODE_OPTIONS', value: free.heapOptions(found, besidesHeap) }],
        envFrom: [{ configMapRef: { name: subject.rendering.nameOf(`ConfigMap/${name}-settings`) } }],
        image,
        lifecycle: pods.preStop,
        startupProbe: probe('started', [2, 3, 45], subject),
        livenessProbe: probe('live', [10, 5, 6], subject),
        readinessProbe: probe('ready', [3, 3, 2], subject),
        ports: [pods.port('http', facts.port)],
        resources: free.resources(found),
        securityContext: pods.containerSecurity,
        volumeMounts: keys.length > 0 ? secretsAndTmp : [pods.tmpMount],
      },
    ],
    initContainers: isMigrated ? [waitForSchema(name, subject, found?.image ?? image)] : undefined,
    terminationGracePeriodSeconds: pods.preStopSeconds + subject.facts.drainMs / 1_000 + marginSeconds,
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(spread),
    volumes: [
      pods.emptyVolume('tmp'),
      ...(keys.length > 0 ? [pods.secretsVolume(pods.secretName(subject, name), keys)] : []),
    ],
  };
}

function deployment(facts: ServiceFacts, subject: Subject): Expected {
  const name = facts.service;
  const labels = pods.ownLabels(name, facts.isMigrated ? 'service' : 'storefront');
  const spec = {
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 5,
    selector: pods.selector(name),
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }, type: 'RollingUpdate' },
    template: pods.template(labels, pod(facts, subject), subject),
  };
  return pods.object('apps/v1 Deployment', name, subject, { spec }, { labels });
}

const scaling = (periodSeconds: number, value: number, stabilizationWindowSeconds: number): Fields => ({
  policies: [{ periodSeconds, type: 'Pods', value }],
  stabilizationWindowSeconds,
});

function autoscaler(name: string, subject: Subject): Expected {
  const min = subject.rendering.at(`HorizontalPodAutoscaler/${name}`, 'spec', 'minReplicas');
  const target = { averageUtilization: free.utilization, type: 'Utilization' };
  const spec = {
    behavior: { scaleDown: scaling(60, 1, 300), scaleUp: scaling(30, 2, 0) },
    minReplicas: free.minReplicas,
    maxReplicas: free.maxReplicas(min, subject.servers === 'inside'),
    metrics: [{ resource: { name: 'cpu', target }, type: 'Resource' }],
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
  };
  return pods.object('autoscaling/v2 HorizontalPodAutoscaler', name, subject, { spec });
}

/** A drain takes one pod at a time, and an unhealthy one at any time. */
function disruptionBudget(name: string, subject: Subject): Expected {
  const spec = {
    maxUnavailable: 1,
    selector: pods.selector(name),
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  return pods.object('policy/v1 PodDisruptionBudget', name, subject, { spec });
}

/** A Job cannot be changed, so each version has its own. */
function migrations(name: string, subject: Subject): Expected {
  const job = `migrate-${name}-${subject.facts.version.replaceAll('.', '-')}`;
  const container = {
    name: 'migrations',
    args: [name],
    env: databaseUrlFile,
    image: ownImage('migrations', subject),
    resources: free.resources(subject.rendering.container(`Job/${job}`, 'migrations')),
    securityContext: pods.containerSecurity,
    volumeMounts: secretsAndTmp,
  };
  const secrets = pods.secretsVolume(pods.secretName(subject, `${name}-migrations`), ['database_url']);
  const pod = {
    ...pods.security('migrations'),
    restartPolicy: 'Never',
    containers: [container],
    volumes: [secrets, pods.emptyVolume('tmp')],
  };
  const spec = {
    activeDeadlineSeconds: 900,
    backoffLimit: 6,
    ttlSecondsAfterFinished: 86_400,
    template: pods.template(pods.ownLabels(`migrate-${name}`, 'migrations'), pod, subject),
  };
  return pods.object('batch/v1 Job', job, subject, { spec });
}

/** Everything about a service except its settings and policies. */
export const serviceObjects = (facts: ServiceFacts, subject: Subject): Expected[] => [
  account(facts.service, subject),
  service(facts.service, { http: facts.port }, subject),
  deployment(facts, subject),
  autoscaler(facts.service, subject),
  disruptionBudget(facts.service, subject),
  ...(facts.isMigrated ? [migrations(facts.service, subject)] : []),
];
