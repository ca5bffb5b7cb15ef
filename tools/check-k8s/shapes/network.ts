import { type Fields, type Shape } from '../compare.ts';
import { namespaceOf, networksOfServers, nodeLocalDns, portOfServer } from '../free.ts';
import { type Expected, type Subject } from '../subject.ts';
import { componentLabel, components, nameLabel, object, selector } from './pods.ts';

/** Traffic that is open in one direction: `from` into the pods, or `to` out of them. */
interface Way {
  readonly of: Fields;
  readonly from?: Shape;
  readonly to?: Shape;
  readonly port: Shape;
  /** The role outside the cluster at its other end. */
  readonly outside?: string;
}

const networkPolicy = (name: string, subject: Subject, spec: Fields, more: Fields = {}): Expected =>
  object('networking.k8s.io/v1 NetworkPolicy', name, subject, { spec }, more);

function policy(name: string, { of, from, to, port, outside }: Way, subject: Subject): Expected {
  const ports = [{ port, protocol: 'TCP' }];
  const spec = {
    podSelector: of,
    policyTypes: [from === undefined ? 'Egress' : 'Ingress'],
    ingress: from === undefined ? undefined : [{ from, ports }],
    egress: to === undefined ? undefined : [{ to, ports }],
  };
  const annotations = outside === undefined ? undefined : { 'holdfast.example/outside': outside };
  return networkPolicy(name, subject, spec, { annotations });
}

const podsOf = (name: string): Shape => [{ podSelector: selector(name) }];
const withDatabase = components('service', 'migrations');
const namespace = (name: Shape): Fields => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

const kubeDns: Fields = {
  namespaceSelector: namespace('kube-system'),
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

/** Nothing is open except what another policy opens, and DNS. */
function basis(subject: Subject): Expected[] {
  const ports = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));
  const to = subject.servers === 'outside' ? [kubeDns, nodeLocalDns] : [kubeDns];
  const dns = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports, to }] };
  return [
    networkPolicy('default-deny', subject, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    networkPolicy('dns', subject, dns),
  ];
}

/** The pods of a role, with the port that they serve it on; undefined if it runs outside. */
function podsOfRole(role: string, { facts, servers }: Subject): { name: string; port: number } | undefined {
  const { services, simulator } = facts;
  const found = services.find(({ service }) => service === role);
  if (found !== undefined) return { name: role, port: found.port };
  if (servers === 'outside') return undefined;
  if (role === 'stripe') return { name: simulator.service, port: simulator.port };
  return role === 'mail' ? { name: 'mail', port: 1_025 } : undefined;
}

/** A policy at both ends of each call between pods. Databases and queues have one policy for all services. */
function betweenPods(subject: Subject): Expected[] {
  return subject.facts.calls.flatMap((call) => {
    const [from, to] = [podsOfRole(call.from, subject), podsOfRole(call.to, subject)];
    if (from === undefined || to === undefined) return [];
    const [caller, { name, port }] = [from.name, to];
    return [
      policy(`${caller}-to-${name}`, { of: selector(caller), to: podsOf(name), port }, subject),
      policy(`${name}-from-${caller}`, { of: selector(name), from: podsOf(caller), port }, subject),
    ];
  });
}

function store(name: string, callers: Fields, port: number, subject: Subject): Expected[] {
  return [
    policy(`to-${name}`, { of: callers, to: podsOf(name), port }, subject),
    policy(name, { of: selector(name), from: [{ podSelector: callers }], port }, subject),
  ];
}

const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];
/** The addresses of Stripe's API change. */
const anywhereOutside: Shape = [{ ipBlock: { cidr: '0.0.0.0/0', except: privateNetworks } }];

function callersOf(role: string, { facts }: Subject): Fields {
  const names = facts.calls.filter(({ to }) => to === role).map(({ from }) => from);
  const [first = '', ...others] = names;
  if (others.length === 0) return selector(first);
  return { matchExpressions: [{ key: nameLabel, operator: 'In', values: names }] };
}

function toOutside(subject: Subject): Expected[] {
  const to = networksOfServers;
  const ways: Readonly<Record<string, Way>> = {
    postgres: { of: withDatabase, to, port: portOfServer() },
    redis: { of: { matchLabels: { [componentLabel]: 'service' } }, to, port: portOfServer() },
    mail: { of: callersOf('mail', subject), to, port: portOfServer(465, 587) },
    stripe: { of: callersOf('stripe', subject), to: anywhereOutside, port: 443 },
  };
  return Object.entries(ways).map(([outside, way]) => policy(`to-${outside}`, { ...way, outside }, subject));
}

const prometheus: Fields = {
  namespaceSelector: namespace('monitoring'),
  podSelector: selector('prometheus'),
};

/** Customers and Stripe come through the ingress controller, Prometheus from its namespace. */
function fromOutside(subject: Subject): Expected[] {
  const controller = subject.rendering.at('Ingress/shop', 'spec', 'ingressClassName');
  const from = [{ namespaceSelector: namespace(namespaceOf(controller)) }];
  const through = subject.facts.calls.flatMap(({ from: outside, to }) => {
    const port = podsOfRole(to, subject)?.port;
    if (port === undefined || podsOfRole(outside, subject) !== undefined) return [];
    return [policy(`${to}-from-${outside}`, { of: selector(to), from, port, outside }, subject)];
  });
  const of = components('service', 'storefront');
  const metrics = { of, from: [prometheus], port: 'http', outside: 'monitoring' };
  return [...through, policy('services-from-monitoring', metrics, subject)];
}

/** The calls of the code, and no others. */
export const policies = (subject: Subject): Expected[] => [
  ...basis(subject),
  ...betweenPods(subject),
  ...(subject.servers === 'inside'
    ? [
        ...store('postgres', withDatabase, 5_432, subject),
        ...store('redis', components('service'), 6_379, subject),
      ]
    : [...toOutside(subject), ...fromOutside(subject)]),
];
