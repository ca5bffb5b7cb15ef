import { type Fields } from '../compare.ts';
import { nameWithHash, scratch } from '../free.ts';
import { type Expected, type Subject } from '../subject.ts';

export const nameLabel = 'app.kubernetes.io/name';
export const componentLabel = 'app.kubernetes.io/component';

/** The labels of every object of a release. */
export const releaseLabels = ({ facts }: Subject): Fields => ({
  'app.kubernetes.io/part-of': 'holdfast',
  'app.kubernetes.io/version': facts.version,
});

/** An object of the namespace, such as `apps/v1 Deployment`. A ConfigMap or Secret has a hash in its name. */
export function object(
  type: string,
  name: string,
  subject: Subject,
  rest: Fields,
  more: Fields = {},
): Expected {
  const [apiVersion = '', kind = ''] = type.split(' ');
  const metadata = {
    name: ['ConfigMap', 'Secret'].includes(kind) ? nameWithHash(name) : name,
    namespace: 'holdfast',
    ...more,
    labels: { ...releaseLabels(subject), ...(more['labels'] as Fields | undefined) },
  };
  return { title: `${kind}/${name}`, fields: { apiVersion, kind, metadata, ...rest } };
}

/** The labels of a workload and of its pods. */
export const ownLabels = (name: string, component: string): Fields => ({
  [nameLabel]: name,
  [componentLabel]: component,
});

/** The pods of a workload, with labels of their own and those of the release. */
export const template = (labels: Fields, spec: Fields, subject: Subject): Fields => ({
  metadata: { labels: { ...releaseLabels(subject), ...labels } },
  spec,
});

export const selector = (name: string): Fields => ({ matchLabels: { [nameLabel]: name } });
export const components = (...values: readonly string[]): Fields => ({
  matchExpressions: [{ key: componentLabel, operator: 'In', values }],
});

/** Of every container: nothing beyond its own files. */
export const containerSecurity: Fields = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** Of every pod: an account of its own without a token, and the user of its image. */
export const security = (account: string, user = 1_000): Fields => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    fsGroup: user,
    runAsGroup: user,
    runAsNonRoot: true,
    runAsUser: user,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  serviceAccountName: account,
});

export const preStopSeconds = 5;
export const preStop: Fields = { preStop: { sleep: { seconds: preStopSeconds } } };

export const mount = (name: string, mountPath: string): Fields => ({ name, mountPath });
export const readOnly = (name: string, mountPath: string): Fields => ({
  ...mount(name, mountPath),
  readOnly: true,
});
export const secretsMount = readOnly('secrets', '/run/secrets');
export const tmpMount = mount('tmp', '/tmp');

export const emptyVolume = (name: string): Fields => ({ name, emptyDir: { sizeLimit: scratch } });
/** Each key as a file of its name, which only the pod's group may read. */
export const secretsVolume = (secretName: string, keys: readonly string[]): Fields => ({
  name: 'secrets',
  secret: { defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })), secretName },
});

export const port = (name: string, containerPort: number): Fields => ({
  name,
  containerPort,
  protocol: 'TCP',
});

/** A Secret of the overlay has a hash in its name; one from outside has none. */
export const secretName = ({ rendering, servers }: Subject, name: string): string =>
  servers === 'inside' ? rendering.nameOf(`Secret/${name}`) : name;
