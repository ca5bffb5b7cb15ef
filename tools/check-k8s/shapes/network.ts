import { type Fields, type Shape } from '../compare.ts';
import { namespaceOf, networksOfServers, nodeLocalDns, portAmong } from '../free.ts';
import { type Expected, type Subject } from '../subject.ts';
import { componentLabel, components, nameLabel, object, selector } from './pods.ts';

interface Policy {
  readonly name: string;
  readonly of: Fields;
  readonly from?: Shape;
  readonly to?: Shape;
  readonly port: Shape;
  /** The role outside the cluster that it leads to or from. */
  readonly outside?: string;
}

function policy({ name, of, from, to, port, outside }: Policy, subject: Subject): Expected {
  const ports = [{ port, protocol: 'TCP' }];
  const annotations = outside === undefined ? undefined : { 'holdfast.example/outside': outside };
  return networkPolicy(name, subject, annotations, {
    podSelector: of,
    policyTypes: [from === undefined ? 'Egress' : 'Ingress'],
    ingress: from === undefined ? undefined : [{ from, ports }],
    egress: to === undefined ? undefined : [{ to, ports }],
  });
}

const networkPolicy = (
  name: string,
  subject: Subject,
  annotations: Fields | undefined,
  spec: Fields,
): Expected => object('networking.k8s.io/v1 NetworkPolicy', name, subject, { spec }, { annotations });

const podsOf = (name: string): Shape => [{ podSelector: selector(name) }];
const withDatabase = components('service', 'migrations');
const namespace = (name: Shape): Fields => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

const kubeDns: Fields = {
  namespaceSelector: namespace('kube-system'),
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

/** Nothing is open except what another policy opens, and DNS. */
const basis = (subject: Subject): Expected[] => [
  networkPolicy('default-deny', subject, undefined, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  networkPolicy('dns', subject, undefined, {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })),
        to: subject.servers === 'outside' ? [kubeDns, nodeLocalDns] : [kubeDns],
      },
    ],
  }),
];

/** The pods of a role, with the port that they serve it on; undefined if it runs outside. */
function podsOfRole(role: string, { facts, servers }: Subject): { name: string; port: number } | undefined {
  const { services, simulator } = facts;
  const [found] = services.filter(({ service }) => service === role);
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
    const { name, port } = to;
    return [
      policy({ name: `${from.name}-to-${name}`, of: selector(from.name), to: podsOf(name), port }, subject),
      policy(
        { name: `${name}-from-${from.name}`, of: selector(name), from: podsOf(from.name), port },
        subject,
      ),
    ];
  });
}

const stores = (subject: Subject): Expected[] =>
  [
    { name: 'postgres', callers: withDatabase, port: 5_432 },
    { name: 'redis', callers: components('service'), port: 6_379 },
  ].flatMap(({ name, callers, port }) => [
    policy({ name: `to-${name}`, of: callers, to: podsOf(name), port }, subject),
    policy({ name, of: selector(name), from: [{ podSelector: callers }], port }, subject),
  ]);

/** The addresses of Stripe's API change: anywhere but private networks. */
const anywhereOutside: Shape = [
  {
    ipBlock: {
      cidr: '0.0.0.0/0',
      except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
    },
  },
];

function callersOf(role: string, { facts }: Subject): Fields {
  const names = facts.calls.filter(({ to }) => to === role).map(({ from }) => from);
  const [first = ''] = names;
  return names.length === 1
    ? selector(first)
    : { matchExpressions: [{ key: nameLabel, operator: 'In', values: names }] };
}

function toOutside(subject: Subject): Expected[] {
  const ways: readonly Omit<Policy, 'name'>[] = [
    { outside: 'postgres', of: withDatabase, to: networksOfServers, port: portAmong(5_432, 6_432) },
    {
      outside: 'redis',
      of: { matchLabels: { [componentLabel]: 'service' } },
      to: networksOfServers,
      port: portAmong(6_379, 6_380),
    },
    { outside: 'mail', of: callersOf('mail', subject), to: networksOfServers, port: portAmong(587, 465) },
    { outside: 'stripe', of: callersOf('stripe', subject), to: anywhereOutside, port: 443 },
  ];
  return ways.map((way) => policy({ ...way, name: `to-${way.outside}` }, subject));
}

/** Customers and Stripe come through the ingress controller, Prometheus from its namespace. */
function fromOutside(subject: Subject): Expected[] {
  const controller = subject.rendering.at('Ingress/shop', 'spec', 'ingressClassName');
  const throughIngress = [{ namespaceSelector: namespace(namespaceOf(controller)) }];
  const calls = subject.facts.calls.filter(({ from }) => podsOfRole(from, subject) === undefined);
  const prometheus = {
    namespaceSelector: namespace('monitoring'),
    podSelector: selector('prometheus'),
  };
  return [
    ...calls.flatMap(({ from, to }) => {
      const port = podsOfRole(to, subject)?.port;
      const name = `${to}-from-${from}`;
      return port === undefined
        ? []
        : [policy({ name, of: selector(to), from: throughIngress, port, outside: from }, subject)];
    }),
    policy(
      {
        name: 'services-from-monitoring',
        of: components('service', 'storefront'),
        from: [prometheus],
        port: 'http',
        outside: 'monitoring',
      },
      subject,
    ),
  ];
}

/** The calls of the code, and no others. */
export const policies = (subject: Subject): Expected[] => [
  ...basis(subject),
  ...betweenPods(subject),
  ...(subject.servers === 'inside' ? stores(subject) : [...toOutside(subject), ...fromOutside(subject)]),
];
