import { type KubernetesObject } from '@kubernetes/client-node';
import { type Overlay } from './render.ts';

/** What is spoilt: the value at a path of an object. `gone` takes it away. */
export interface Mutant {
  readonly rule: string;
  readonly overlay: Overlay;
  /** `Deployment/checkout`; the hash of a generated name may be left out. */
  readonly title: string;
  /** `spec>replicas`; empty is the object itself. */
  readonly path: string;
  readonly value: unknown;
}

export const gone = undefined;

type Row = readonly [path: string, value: unknown];

/** Mutants that one rule must find, in one object. */
const of =
  (overlay: Overlay) =>
  (rule: string, title: string, ...rows: readonly Row[]): Mutant[] =>
    rows.map(([path, value]) => ({ rule, overlay, title, path, value }));

const demo = of('demo');
const production = of('production');

const pod = 'spec>template>spec';
const main = `${pod}>containers>0`;
const name = 'app.kubernetes.io/name';
const checkout = 'Deployment/checkout';
const anywhere = { ipBlock: { cidr: '0.0.0.0/0' } };

const structure = [
  ...demo('unknown-field', checkout, [`${main}>livenesProbe`, {}], [`${pod}>volumes>0>emptyDir>size`, '1Mi']),
  ...demo('unknown-field', 'Service/checkout', ['spec>ports>0>port', '3001']),
  ...demo('unknown-field', 'PodDisruptionBudget/checkout', ['spec>maxUnavailble', 1]),
  ...demo(
    'schema',
    checkout,
    ['spec>selector', gone],
    [`${main}>name`, gone],
    ['apiVersion', 'apps/v1beta1'],
  ),
  ...demo('schema', 'HorizontalPodAutoscaler/checkout', ['spec>scaleTargetRef', gone]),
  ...demo('duplicate-object', 'Service/email', ['metadata>name', 'checkout']),
  ...demo('namespace', checkout, ['metadata>namespace', 'default']),
  ...production('labels', checkout, ['metadata>labels>app.kubernetes.io/version', '0.0.9']),
];

const security = [
  ...demo('restricted-namespace', 'Namespace/holdfast', [
    'metadata>labels>pod-security.kubernetes.io/enforce',
    'baseline',
  ]),
  ...demo(
    'restricted-pod',
    checkout,
    [`${pod}>securityContext>runAsNonRoot`, false],
    [`${pod}>securityContext>runAsUser`, gone],
    [`${pod}>securityContext>seccompProfile`, gone],
    [`${main}>securityContext>allowPrivilegeEscalation`, true],
    [`${main}>securityContext>capabilities>drop`, []],
    [`${main}>securityContext>capabilities>add`, ['NET_ADMIN']],
    [`${main}>securityContext>readOnlyRootFilesystem`, false],
    [`${main}>securityContext>privileged`, true],
    [`${main}>securityContext>runAsUser`, 0],
    [`${main}>ports>0>hostPort`, 3001],
    [`${pod}>hostNetwork`, true],
    [`${pod}>hostPID`, true],
    [`${pod}>volumes>0`, { name: 'tmp', hostPath: { path: '/' } }],
    [`${pod}>initContainers>0>securityContext`, gone],
  ),
  ...demo('restricted-pod', 'StatefulSet/postgres', [`${pod}>securityContext>runAsUser`, 0]),
  ...demo(
    'service-account',
    checkout,
    [`${pod}>automountServiceAccountToken`, gone],
    [`${pod}>enableServiceLinks`, gone],
    [`${pod}>serviceAccountName`, 'payments'],
    [`${pod}>serviceAccountName`, gone],
  ),
  ...demo('service-account', 'ServiceAccount/email', ['automountServiceAccountToken', true]),
];

const running = [
  ...demo(
    'resources',
    checkout,
    [`${main}>resources>limits>cpu`, '1'],
    [`${main}>resources>limits>memory`, gone],
    [`${main}>resources>requests>cpu`, gone],
    [`${main}>resources>requests>memory`, '1Gi'],
    [`${pod}>volumes>0>emptyDir`, {}],
  ),
  ...demo('heap', checkout, [`${main}>env`, gone], [`${main}>resources>limits>memory`, '256Mi']),
  ...demo(
    'probes',
    checkout,
    [`${main}>startupProbe`, gone],
    [`${main}>livenessProbe>httpGet>path`, '/health/ready'],
    [`${main}>readinessProbe>httpGet>path`, '/health/live'],
    [`${main}>startupProbe>httpGet>path`, '/healthz'],
    [`${main}>startupProbe>failureThreshold`, 5],
    [`${main}>readinessProbe>timeoutSeconds`, 1],
    [`${main}>readinessProbe>httpGet>port`, 'htp'],
  ),
  ...demo('probes', 'Deployment/redis', [`${main}>readinessProbe`, gone]),
  ...demo(
    'drain-time',
    checkout,
    [`${pod}>terminationGracePeriodSeconds`, 20],
    [`${main}>lifecycle>preStop>sleep>seconds`, 15],
    [`${main}>lifecycle`, gone],
  ),
  ...demo('drain-time', 'StatefulSet/postgres', [`${pod}>terminationGracePeriodSeconds`, 5]),
];

const availability = [
  ...demo(
    'disruption-budget',
    'PodDisruptionBudget/checkout',
    ['', gone],
    ['spec>maxUnavailable', 2],
    ['spec>minAvailable', 2],
    ['spec>unhealthyPodEvictionPolicy', gone],
    ['spec>selector>matchLabels', { 'app.kubernetes.io/component': 'service' }],
  ),
  ...demo('autoscaler', checkout, ['spec>replicas', 2], [`${main}>resources>requests>cpu`, gone]),
  ...demo(
    'autoscaler',
    'HorizontalPodAutoscaler/checkout',
    ['', gone],
    ['spec>minReplicas', 1],
    ['spec>minReplicas', gone],
    ['spec>maxReplicas', 2],
    ['spec>behavior>scaleDown', gone],
    ['spec>metrics', []],
  ),
  ...demo(
    'rollout',
    checkout,
    ['spec>strategy>rollingUpdate>maxUnavailable', '25%'],
    ['spec>strategy>rollingUpdate>maxSurge', 2],
    ['spec>strategy', { type: 'Recreate' }],
    ['spec>minReadySeconds', gone],
  ),
  ...demo(
    'spread',
    checkout,
    [`${pod}>topologySpreadConstraints`, gone],
    [`${pod}>topologySpreadConstraints>0>whenUnsatisfiable`, 'DoNotSchedule'],
    [`${pod}>topologySpreadConstraints>1>matchLabelKeys`, gone],
    [`${pod}>topologySpreadConstraints>1>labelSelector>matchLabels`, { [name]: 'payments' }],
  ),
  ...demo('idle-object', 'HorizontalPodAutoscaler/email', ['spec>scaleTargetRef>name', 'mails']),
  ...demo('idle-object', 'PodDisruptionBudget/email', [`spec>selector>matchLabels>${name}`, 'mails']),
];

const references = [
  ...demo(
    'dangling-reference',
    checkout,
    [`${main}>envFrom>0>configMapRef>name`, 'checkout-settings'],
    [`${pod}>serviceAccountName`, 'checkouts'],
    [`${pod}>volumes>1>secret>secretName`, 'checkout'],
    [`${pod}>volumes>1>secret>items>0>key`, 'api-keys'],
    [`${main}>volumeMounts>1>name`, 'temp'],
    [`${pod}>volumes>0`, { name: 'tmp', persistentVolumeClaim: { claimName: 'tmp' } }],
  ),
  ...production(
    'dangling-reference',
    checkout,
    [`${pod}>volumes>1>secret>secretName`, 'checkout-2'],
    [`${pod}>volumes>1>secret>items>0>key`, 'api-keys'],
  ),
  ...production(
    'ingress',
    'Ingress/shop',
    ['spec>tls', gone],
    ['spec>tls>0>secretName', 'other-tls'],
    ['spec>rules>0>http>paths>0>backend>service>name', 'checkouts'],
    ['spec>rules>0>http>paths>0>backend>service>port', { name: 'web' }],
  ),
  ...demo('selector', checkout, [`spec>selector>matchLabels>${name}`, 'checkouts']),
  ...demo('selector', 'Deployment/email', [
    'spec>selector>matchLabels',
    { 'app.kubernetes.io/component': 'service' },
  ]),
  ...demo(
    'service',
    'Service/checkout',
    [`spec>selector>${name}`, 'checkouts'],
    [`spec>selector>${name}`, 'payments'],
    ['spec>ports>0>targetPort', 'htp'],
    ['spec>ports>0>targetPort', 3002],
    ['spec>selector', gone],
  ),
  ...demo('generated-name', 'ConfigMap/checkout-settings', ['metadata>name', 'checkout-settings']),
  ...production(
    'exposure',
    'Ingress/shop',
    ['spec>rules>0>http>paths>0>path', '/'],
    ['spec>rules>0>http>paths>0>path', '/metrics'],
    ['spec>rules>0>http>paths>0>backend>service>name', 'recommendations'],
  ),
  ...production(
    'exposure',
    'Ingress/stripe-webhooks',
    ['spec>rules>0>http>paths>0>pathType', 'Prefix'],
    ['spec>rules>0>http>paths>0>path', '/payments'],
  ),
  ...production('public-api', 'Ingress/shop', ['spec>rules>0>http>paths>1', gone]),
];

const settings = [
  ...demo(
    'settings',
    'ConfigMap/checkout-settings',
    ['data>PAYMENTS_ULR', 'http://payments:3002'],
    ['data>PAYMENTS_URL', gone],
    ['data>API_KEYS_FILE', gone],
    ['data>HOST', '127.0.0.1'],
    ['data>PORT', '3002'],
  ),
  ...production('settings', 'ConfigMap/payments-settings', [
    'data>STRIPE_API_URL',
    'http://stripe-simulator:3010',
  ]),
  ...demo(
    'secret-file',
    'ConfigMap/checkout-settings',
    ['data>DATABASE_URL_FILE', '/run/secrets/queue_url'],
    ['data>QUEUE_URL_FILE', '/secrets/queue_url'],
    ['data>CACHE_URL_FILE', gone],
  ),
  ...demo(
    'secret-file',
    checkout,
    [`${pod}>volumes>1>secret>defaultMode`, gone],
    [`${main}>volumeMounts>0>mountPath`, '/secrets'],
  ),
  ...demo('secret-in-clear', 'ConfigMap/checkout-settings', [
    'data>QUEUE_URL',
    'redis://:letmein@redis:6379',
  ]),
  ...demo('secret-in-clear', 'ConfigMap/payments-settings', ['data>STRIPE_SECRET_KEY', 'anything']),
  ...demo(
    'secret-in-clear',
    checkout,
    [`${main}>envFrom>1`, { secretRef: { name: 'checkout' } }],
    [`${main}>env>1`, { name: 'A', valueFrom: { secretKeyRef: { name: 'checkout', key: 'api_keys' } } }],
    [`${main}>args`, ['--key', 'sk_test_12']],
  ),
  ...demo(
    'address',
    'ConfigMap/checkout-settings',
    ['data>PAYMENTS_URL', 'http://payments:3001'],
    ['data>PAYMENTS_URL', 'http://payment:3002'],
    ['data>PAYMENTS_URL', 'payments'],
  ),
  ...demo('address', 'Secret/email-k', ['data>smtp_url', btoa('smtp://mail:25')]),
  ...demo('secret-object', 'Secret/payments-2', ['data>stripe_secret_key', btoa('sk_live_x')]),
  ...demo('unused-settings', 'ConfigMap/checkout-settings', ['metadata>name', 'other-settings-0123456789']),
];

const network = [
  ...demo('default-deny', 'NetworkPolicy/default-deny', ['', gone], ['spec>policyTypes', ['Ingress']]),
  ...demo('default-deny', 'NetworkPolicy/default-deny', ['spec>egress', [{}]]),
  ...demo('dns', 'NetworkPolicy/dns', ['', gone], ['spec>egress>0>ports>1', gone]),
  ...demo('network-edge', 'NetworkPolicy/checkout-to-payments', ['', gone]),
  ...demo(
    'network-edge',
    'NetworkPolicy/payments-from-checkout',
    ['', gone],
    ['spec>ingress>0>ports>0>port', 3001],
  ),
  ...demo('network-edge', 'NetworkPolicy/checkout-to-payments', [`spec>podSelector`, {}]),
  ...demo('network-edge', 'NetworkPolicy/to-postgres', [
    'spec>podSelector>matchExpressions>0>values',
    ['service'],
  ]),
  ...demo('network-edge', 'NetworkPolicy/redis', ['spec>ingress>0>from>0>podSelector', {}]),
  ...production('network-edge', 'NetworkPolicy/to-stripe', ['', gone], [`spec>podSelector>matchLabels`, {}]),
  ...production('network-edge', 'NetworkPolicy/checkout-from-shopper', ['', gone]),
  ...production('network-edge', 'NetworkPolicy/services-from-monitoring', [
    'spec>ingress>0>ports>0>port',
    9090,
  ]),
  ...demo(
    'network-width',
    'NetworkPolicy/to-postgres',
    ['spec>egress>0', {}],
    ['spec>egress>0>to>1', anywhere],
    ['spec>egress>0>ports', gone],
  ),
  ...production(
    'network-width',
    'NetworkPolicy/to-postgres',
    ['spec>egress>0>to', [anywhere]],
    ['metadata>annotations', gone],
  ),
  ...production(
    'network-width',
    'NetworkPolicy/to-stripe',
    ['spec>egress>0>to>0>ipBlock>except', ['10.0.0.0/8']],
    ['spec>egress>0>ports>0>port', 80],
  ),
  ...demo('idle-policy', 'NetworkPolicy/checkout-to-payments', [
    `spec>podSelector>matchLabels>${name}`,
    'shop',
  ]),
];

const zeros = '0'.repeat(64);

const release = [
  ...demo(
    'image',
    checkout,
    [`${main}>image`, 'holdfast/checkout:latest'],
    [`${main}>image`, 'holdfast/payments:0.1.0'],
  ),
  ...demo(
    'image',
    'StatefulSet/postgres',
    [`${main}>image`, 'postgres'],
    [`${main}>image`, 'postgres:latest'],
  ),
  ...production('image', checkout, [`${main}>image`, 'registry.holdfast.example/checkout:0.1.0']),
  ...production('image', checkout, [`${pod}>initContainers>0>image`, `r.example/email@sha256:${zeros}`]),
  ...demo(
    'migration-job',
    'Job/migrate-checkout-0-1-0',
    ['metadata>name', 'migrate-checkout-0-0-9'],
    ['spec>backoffLimit', gone],
    ['spec>activeDeadlineSeconds', gone],
    ['spec>ttlSecondsAfterFinished', gone],
    [`${main}>args`, ['payments']],
    [`${pod}>restartPolicy`, 'OnFailure'],
  ),
  ...production('migration-job', 'Job/migrate-email-0-1-0', [`${pod}>volumes>0>secret>secretName`, 'email']),
  ...demo(
    'schema-wait',
    checkout,
    [`${pod}>initContainers`, gone],
    [`${pod}>initContainers>0>command>1`, 'apps/payments/dist/migrate.js'],
    [`${pod}>initContainers>0>image`, 'holdfast/checkout:0.0.9'],
  ),
  ...demo('database-user', 'Secret/checkout-d', [
    'data>database_url',
    btoa('postgres://checkout_migrations:demo-checkout_migrations@postgres:5432/checkout'),
  ]),
  ...demo('database-user', 'Secret/email-k', [
    'data>database_url',
    btoa('postgres://email:demo-email@postgres:5432/payments'),
  ]),
  ...demo('database-user', 'Secret/postgres', ['data>email_password', btoa('other')]),
  ...production('database-user', checkout, [`${pod}>volumes>1>secret>secretName`, 'payments']),
];

export const mutants: readonly Mutant[] = [
  ...structure,
  ...security,
  ...running,
  ...availability,
  ...references,
  ...settings,
  ...network,
  ...release,
];

type Container = Record<string, unknown>;

/** The objects with that one change. Throws when there is nothing that it could change. */
export function mutate(
  objects: readonly KubernetesObject[],
  { title, path, value }: Mutant,
): KubernetesObject[] {
  const copy = structuredClone(objects) as KubernetesObject[];
  const [kind, start = ''] = title.split('/');
  const found = copy.filter((each) => each.kind === kind && each.metadata?.name?.startsWith(start));
  const object = found.find(({ metadata }) => metadata?.name === start) ?? found[0];
  if (object === undefined) throw new Error(`${title} is not there`);
  if (path === '') return copy.filter((each) => each !== object);
  const keys = path.split('>');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((inner, key) => (inner as Container | undefined)?.[key], object);
  if (typeof parent !== 'object' || parent === null) throw new Error(`${title} has no ${keys.join('>')}`);
  if (value === gone && !(last in parent)) throw new Error(`${title} has no ${path}`);
  if (value !== gone) (parent as Container)[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Container)[last];
  return copy;
}
