import {
  type KubernetesObject,
  type V1ConfigMap,
  type V1Container,
  type V1Deployment,
  type V1Job,
  type V1LabelSelector,
  type V1PodSpec,
  type V1Secret,
  type V1Service,
  type V1StatefulSet,
} from '@kubernetes/client-node';
import { loadAll } from 'js-yaml';

export type Labels = Readonly<Record<string, string>>;
export type Workload = V1Deployment | V1StatefulSet | V1Job;

/** The pods of one workload. */
export interface Pods {
  readonly workload: Workload;
  /** `Deployment/checkout`. */
  readonly title: string;
  /** Its label app.kubernetes.io/name. */
  readonly name: string;
  readonly component: string;
  readonly labels: Labels;
  readonly spec: V1PodSpec;
}

export const nameLabel = 'app.kubernetes.io/name';
export const componentLabel = 'app.kubernetes.io/component';

export const titleOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata?.name}`;

/** True if a label selector matches these labels. An empty selector matches all. */
export function selects({ matchLabels, matchExpressions }: V1LabelSelector, labels: Labels): boolean {
  const hasAll = Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    hasAll &&
    (matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isIn = value !== undefined && values.includes(value);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}

/** The parsed output of `kustomize build`. */
export class Rendering {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pods[];

  constructor(objects: readonly KubernetesObject[]) {
    this.objects = objects;
    this.pods = ['Deployment', 'StatefulSet', 'Job'].flatMap((kind) =>
      this.ofKind<Workload>(kind).map(podsOf),
    );
  }

  static parse(text: string): Rendering {
    const objects = loadAll(text) as (KubernetesObject & V1Secret)[];
    return new Rendering(objects.map((object) => (object.kind === 'Secret' ? unfolded(object) : object)));
  }

  ofKind<Kind extends KubernetesObject>(kind: string): readonly Kind[] {
    return this.objects.filter((object): object is Kind => object.kind === kind);
  }

  find<Kind extends KubernetesObject>(kind: string, name: string | undefined): Kind | undefined {
    return this.ofKind<Kind>(kind).find(({ metadata }) => metadata?.name === name);
  }

  /** The pods of our services and of the storefront. */
  get services(): readonly Pods[] {
    return this.pods.filter(isService);
  }

  podsBehind({ spec }: V1Service): readonly Pods[] {
    const selector = spec?.selector ?? {};
    if (Object.keys(selector).length === 0) return [];
    return this.pods.filter(({ labels }) => selects({ matchLabels: selector }, labels));
  }

  /** The environment of a container, without what comes from secrets. */
  environmentOf({ env = [], envFrom = [] }: V1Container): ReadonlyMap<string, string> {
    const settings = envFrom.flatMap(({ configMapRef }) =>
      Object.entries(this.find<V1ConfigMap>('ConfigMap', configMapRef?.name)?.data ?? {}),
    );
    return new Map([...settings, ...env.map(({ name, value }) => [name, value ?? ''] as const)]);
  }

  /** The content of a mounted secret file; undefined if the secret comes from outside. */
  secretAt(path: string, container: V1Container, { volumes = [] }: V1PodSpec): SecretFile | undefined {
    for (const { name, mountPath } of container.volumeMounts ?? []) {
      const secret = volumes.find((volume) => volume.name === name)?.secret;
      const item = secret?.items?.find((candidate) => `${mountPath}/${candidate.path}` === path);
      if (secret?.secretName === undefined || item === undefined) continue;
      const data = this.find<V1Secret>('Secret', secret.secretName)?.data?.[item.key];
      const value = data === undefined ? undefined : Buffer.from(data, 'base64').toString();
      return { secret: secret.secretName, key: item.key, value };
    }
    return undefined;
  }
}

export interface SecretFile {
  readonly secret: string;
  readonly key: string;
  readonly value: string | undefined;
}

/** Kustomize folds long values; the API server ignores line breaks in Base64. */
function unfolded(secret: V1Secret): V1Secret {
  const data = Object.entries(secret.data ?? {}).map(([key, value]) => [key, value.replace(/\s/g, '')]);
  return { ...secret, data: Object.fromEntries(data) as Record<string, string> };
}

function podsOf(workload: Workload): Pods {
  const template = workload.spec?.template;
  const labels = template?.metadata?.labels ?? {};
  return {
    workload,
    title: titleOf(workload),
    name: labels[nameLabel] ?? '',
    component: labels[componentLabel] ?? '',
    labels,
    spec: template?.spec ?? { containers: [] },
  };
}

/** True for pods of a service with a database, and for those of the storefront, which has none. */
export const isService = ({ component }: Pods): boolean =>
  component === 'service' || component === 'storefront';

/** All containers of a pod, init containers first. */
export function containersOf({ spec }: Pods): readonly V1Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** The main container of a pod. */
export const mainContainer = ({ spec }: Pods): V1Container => spec.containers[0] ?? { name: '' };

/** The number of a port given by number or name. */
export function portNumber(port: number | string | undefined, pods: Pods): number | undefined {
  if (typeof port === 'number') return port;
  return pods.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === port)
    ?.containerPort;
}
