import { type V1ConfigMap, type V1Container, type V1Secret, type V1Service } from '@kubernetes/client-node';
import { containersOf, mainContainer, type Pods, type Rendering, titleOf } from '../rendering.ts';
import { eachOf, type Rule, type Subject } from '../rule.ts';

const asFile = /^(?<setting>\w+)_FILE$/;

/**
 * The settings of a container. Settings read from a file appear under their own name, with the content if
 * known.
 */
export function settingsOf(
  container: V1Container,
  pods: Pods,
  rendering: Rendering,
  known: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string | undefined> {
  const entries = [...rendering.environmentOf(container)].map(([name, value]) => {
    const setting = known.has(name) ? undefined : asFile.exec(name)?.groups?.['setting'];
    if (setting === undefined) return [name, value] as const;
    return [setting, rendering.secretAt(value, container, pods.spec)?.value] as const;
  });
  return new Map(entries);
}

const notOurs = ['NODE_OPTIONS'];

function settingProblems(pods: Pods, { rendering, facts, servers }: Subject): (string | false)[] {
  const known = facts.settings.get(pods.name);
  const needs = facts.graph.needs.find(({ service }) => service === pods.name);
  if (known === undefined || needs === undefined) return [];
  const container = mainContainer(pods);
  const given = settingsOf(container, pods, rendering, known);
  // TRUST_PROXY locally trusts the storefront on the same machine; the rule `shop` requires it in production.
  const mayLack = (name: string): boolean =>
    name === 'TRUST_PROXY' || (servers === 'outside' && needs.addresses[name] === 'stripe');
  return [
    ...[...given.keys()].map(
      (name) => !known.has(name) && !notOurs.includes(name) && `has the unknown setting ${name}`,
    ),
    ...needs.settings.map((name) => !given.has(name) && !mayLack(name) && `lacks ${name}`),
    given.get('HOST') !== '0.0.0.0' && 'listens on loopback only: HOST',
    given.get('PORT') !== `${container.ports?.find(({ name }) => name === 'http')?.containerPort}` &&
      `listens on PORT ${given.get('PORT')}, not on its port http`,
    mayLack('STRIPE_API_URL') &&
      given.has('STRIPE_API_URL') &&
      'does not talk to Stripe itself: STRIPE_API_URL',
  ];
}

function secretFileProblems(pods: Pods, { rendering, facts }: Subject): (string | false)[] {
  const known = facts.settings.get(pods.name);
  const mounted = (pods.spec.volumes ?? []).flatMap(
    ({ secret }) => secret?.items?.map(({ path }) => path) ?? [],
  );
  const named = containersOf(pods).flatMap((container) =>
    [...rendering.environmentOf(container)]
      .filter(([name]) => asFile.test(name) && known?.has(name) !== true)
      .map(([name, file]) => ({ name, file, found: rendering.secretAt(file, container, pods.spec) })),
  );
  const read = named.map(({ file }) => file.split('/').at(-1));
  const readsAll = pods.component !== 'server';
  return [
    ...named.map(
      ({ name, file, found }) => found === undefined && `${name} names ${file}, where no secret is mounted`,
    ),
    ...named.map(
      ({ name, file }) =>
        file !== `/run/secrets/${name.replace(asFile, '$<setting>').toLowerCase()}` &&
        `${name} is in a file with another name: ${file}`,
    ),
    ...mounted.map(
      (path) => readsAll && !read.includes(path) && `mounts the secret ${path}, which it does not read`,
    ),
    ...(pods.spec.volumes ?? []).map(
      ({ name, secret }) =>
        secret !== undefined &&
        (secret.defaultMode ?? 0o644) !== 0o440 &&
        `lets every user in the pod read ${name}: defaultMode`,
    ),
  ];
}

/** A publishable key is in every page. */
const secretName = /(?<!^STRIPE_PUBLISHABLE_)(KEY|KEYS|SECRET|PASSWORD|TOKEN)$/i;
const secretValue = /:\/\/[^/\s]*:[^/\s]*@|\b(sk|rk|whsec|ghp|xox[bp])_\w/;

function clearProblems(pods: Pods, { rendering }: Subject): (string | false)[] {
  return containersOf(pods).flatMap((container) => [
    ...[...rendering.environmentOf(container)].map(
      ([name, value]) =>
        (secretName.test(name) || secretValue.test(value)) && `${name} is a plain-text secret`,
    ),
    ...(container.env ?? []).map(
      ({ name, valueFrom }) =>
        valueFrom?.secretKeyRef !== undefined && `${name} is a secret in the environment: use a file`,
    ),
    ...(container.envFrom ?? []).map(
      ({ secretRef }) =>
        secretRef !== undefined && `has Secret/${secretRef.name} in its environment: use files`,
    ),
    ...[...(container.args ?? []), ...(container.command ?? [])].map(
      (text) => secretValue.test(text) && 'has a secret in its command line',
    ),
  ]);
}

/** The address of each role, if known, must be that of its Service. */
function addressProblems(pods: Pods, { rendering, facts }: Subject): (string | false)[] {
  const needs = facts.graph.needs.find(({ service }) => service === pods.name);
  const given = settingsOf(mainContainer(pods), pods, rendering, facts.settings.get(pods.name));
  return Object.entries(needs?.addresses ?? {}).map(([name, role]) => {
    const value = given.get(name);
    if (value === undefined) return false;
    if (!URL.canParse(value)) return `${name} is not a URL`;
    const { hostname, port } = new URL(value);
    const service = rendering.find<V1Service>('Service', hostname);
    const wanted = role === 'stripe' ? 'stripe-simulator' : role;
    if (hostname !== wanted || service === undefined) return `${name} leads to ${hostname}, not to ${wanted}`;
    const isOpen = service.spec?.ports?.some((each) => `${each.port}` === port) === true;
    return !isOpen && `${name} leads to port ${port} of ${hostname}, which is not open`;
  });
}

const pods = ({ rendering }: Subject): readonly Pods[] => rendering.pods;
const title = (each: Pods): string => each.title;

export const settingRules: readonly Rule[] = [
  eachOf('settings', pods, title, settingProblems),
  eachOf('secret-file', pods, title, secretFileProblems),
  eachOf('secret-in-clear', pods, title, clearProblems),
  eachOf('address', pods, title, addressProblems),
  eachOf(
    'secret-object',
    ({ rendering }) => rendering.ofKind<V1Secret>('Secret'),
    titleOf,
    ({ data = {} }, { servers }) => [
      servers === 'outside' && 'is in the manifests: production takes its secrets from outside',
      Object.values(data).some((value) => /^(sk|rk)_live_/.test(Buffer.from(value, 'base64').toString())) &&
        'holds a key that moves money',
    ],
  ),
  eachOf(
    'unused-settings',
    ({ rendering }) => [
      ...rendering.ofKind<V1ConfigMap>('ConfigMap'),
      ...rendering.ofKind<V1Secret>('Secret'),
    ],
    titleOf,
    ({ metadata }, { rendering }) => [
      !JSON.stringify(rendering.pods.map(({ spec }) => spec)).includes(`"${metadata?.name}"`) &&
        'is never used',
    ],
  ),
];
