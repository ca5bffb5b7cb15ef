import {
  type KubernetesObject,
  type V1ConfigMap,
  type V1Deployment,
  type V1Ingress,
  type V1Secret,
  type V1Service,
} from '@kubernetes/client-node';
import {
  containersOf,
  nameLabel,
  type Pods,
  portNumber,
  type Rendering,
  selects,
  titleOf,
} from '../rendering.ts';
import { eachOf, type Rule, type Subject } from '../rule.ts';

interface Reference {
  readonly kind: string;
  readonly name: string | undefined;
  readonly keys: readonly string[];
}

function referencesOf(pods: Pods): Reference[] {
  const { volumes = [], serviceAccountName } = pods.spec;
  const keysOf = (items: readonly { key: string }[] = []): string[] => items.map(({ key }) => key);
  const fromVolumes = volumes.flatMap(({ configMap, secret, persistentVolumeClaim }): Reference[] => [
    ...(configMap ? [{ kind: 'ConfigMap', name: configMap.name, keys: keysOf(configMap.items) }] : []),
    ...(secret ? [{ kind: 'Secret', name: secret.secretName, keys: keysOf(secret.items) }] : []),
    ...(persistentVolumeClaim
      ? [{ kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName, keys: [] }]
      : []),
  ]);
  const fromContainers = containersOf(pods).flatMap(({ env = [], envFrom = [] }): Reference[] => [
    ...envFrom.map(({ configMapRef }) => ({ kind: 'ConfigMap', name: configMapRef?.name, keys: [] })),
    ...env.flatMap(({ valueFrom }) => {
      const from = valueFrom?.configMapKeyRef;
      return from ? [{ kind: 'ConfigMap', name: from.name, keys: [from.key] }] : [];
    }),
  ]);
  return [{ kind: 'ServiceAccount', name: serviceAccountName, keys: [] }, ...fromVolumes, ...fromContainers];
}

function danglingProblems({ kind, name, keys }: Reference, { rendering, facts, servers }: Subject): string[] {
  const found = rendering.find<V1ConfigMap & V1Secret>(kind, name);
  const outside =
    kind === 'Secret' && servers === 'outside' ? facts.outsideSecrets.get(name ?? '') : undefined;
  if (outside !== undefined)
    return keys
      .filter((key) => !outside.includes(key))
      .map(
        (key) => `needs ${key} of Secret/${name}, which docs/how-to/deploy-to-kubernetes.md does not list`,
      );
  if (found === undefined) return [`needs ${kind}/${name}, which does not exist`];
  return keys
    .filter((key) => !(key in (found.data ?? {})))
    .map((key) => `needs ${key} of ${kind}/${name}, which is not in it`);
}

/** Volumes that are mounted but not defined, or defined but never mounted. */
function volumeProblems(pods: Pods): string[] {
  const claims = 'volumeClaimTemplates' in (pods.workload.spec ?? {}) ? ['data'] : [];
  const there = [...(pods.spec.volumes ?? []).map(({ name }) => name), ...claims];
  const mounted = containersOf(pods).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  return [
    ...mounted.filter((name) => !there.includes(name)).map((name) => `mounts ${name}, which is not a volume`),
    ...there
      .filter((name) => !mounted.includes(name))
      .map((name) => `has the volume ${name} but never mounts it`),
  ];
}

function ingressProblems(ingress: V1Ingress, subject: Subject): string[] {
  const { tls = [], rules = [] } = ingress.spec ?? {};
  const covered = tls.flatMap(({ hosts = [] }) => hosts);
  const backends = rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend.service) ?? []);
  return [
    ...tls.flatMap(({ secretName }) =>
      danglingProblems({ kind: 'Secret', name: secretName, keys: ['tls.crt', 'tls.key'] }, subject),
    ),
    ...rules
      .filter(({ host }) => !covered.includes(host ?? ''))
      .map(({ host }) => `serves ${host} without TLS`),
    ...backends.flatMap((backend) => {
      const service = subject.rendering.find<V1Service>('Service', backend?.name);
      const isThere = service?.spec?.ports?.some(({ name }) => name === backend?.port?.name);
      return isThere
        ? []
        : [`leads to Service/${backend?.name}, port ${backend?.port?.name}, which does not exist`];
    }),
  ];
}

function selectorProblems(pods: Pods, { rendering }: Subject): string[] {
  const selector = (pods.workload as V1Deployment).spec?.selector;
  if (pods.workload.kind === 'Job' || selector === undefined) return [];
  const others = rendering.pods.filter((other) => other !== pods && selects(selector, other.labels));
  return [
    ...(selects(selector, pods.labels) ? [] : ['does not select its own pods']),
    ...others.map((other) => `selects the pods of ${other.title} too`),
  ];
}

function serviceProblems(service: V1Service, { rendering }: Subject): string[] {
  const behind = rendering.podsBehind(service);
  const [pods] = behind;
  if (pods === undefined || behind.length > 1) return [`selects the pods of ${behind.length} workloads`];
  const numbers = (service.spec?.ports ?? []).map(({ port, targetPort }) => ({
    port,
    target: portNumber(targetPort ?? port, pods),
  }));
  const listening = pods.spec.containers.flatMap(({ ports = [] }) => ports.map((each) => each.containerPort));
  return [
    ...(pods.name === service.metadata?.name ? [] : [`leads to ${pods.title}`]),
    ...numbers
      .filter(({ target }) => target === undefined || !listening.includes(target))
      .map(({ port }) => `forwards port ${port} to a port on which ${pods.title} does not listen`),
  ];
}

const generated = /-[0-9a-z]{10}$/;

function unhashed(rendering: Rendering): readonly KubernetesObject[] {
  return [...rendering.ofKind('ConfigMap'), ...rendering.ofKind('Secret')];
}

export const referenceRules: readonly Rule[] = [
  eachOf(
    'dangling-reference',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    (pods, subject) => [
      ...referencesOf(pods).flatMap((reference) => danglingProblems(reference, subject)),
      ...volumeProblems(pods),
    ],
  ),
  eachOf('ingress', ({ rendering }) => rendering.ofKind<V1Ingress>('Ingress'), titleOf, ingressProblems),
  eachOf(
    'selector',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    (pods, subject) => [
      pods.labels[nameLabel] === undefined && `has pods without the label ${nameLabel}`,
      ...selectorProblems(pods, subject),
    ],
  ),
  eachOf('service', ({ rendering }) => rendering.ofKind<V1Service>('Service'), titleOf, serviceProblems),
  eachOf(
    'generated-name',
    ({ rendering }) => unhashed(rendering),
    titleOf,
    ({ metadata }) => [
      !generated.test(metadata?.name ?? '') && 'has no hash in its name: pods would not see its changes',
    ],
  ),
];
