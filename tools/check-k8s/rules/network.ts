import {
  type V1NetworkPolicy,
  type V1NetworkPolicyPeer,
  type V1NetworkPolicyPort,
  type V1Service,
} from '@kubernetes/client-node';
import { mainContainer, type Pods, portNumber, type Rendering, selects, titleOf } from '../rendering.ts';
import { eachOf, type Problem, type Rule, type Subject } from '../rule.ts';
import { settingsOf } from './settings.ts';

type Direction = 'egress' | 'ingress';

/** The field as in YAML; the client's own types call it `_from`. */
interface PolicyRule {
  readonly from?: readonly V1NetworkPolicyPeer[];
  readonly to?: readonly V1NetworkPolicyPeer[];
  readonly ports?: readonly V1NetworkPolicyPort[];
}

const outsideAnnotation = 'holdfast.example/outside';
const outsideOf = ({ metadata }: V1NetworkPolicy): string | undefined =>
  metadata?.annotations?.[outsideAnnotation];

const policies = (rendering: Rendering): readonly V1NetworkPolicy[] =>
  rendering.ofKind<V1NetworkPolicy>('NetworkPolicy');

const rulesOf = ({ spec }: V1NetworkPolicy, direction: Direction): readonly PolicyRule[] =>
  spec?.[direction] ?? [];

const peersOf = ({ from, to }: PolicyRule): readonly V1NetworkPolicyPeer[] => from ?? to ?? [];

const dns = JSON.stringify([
  {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  },
]);
const isDns = (rule: PolicyRule): boolean => JSON.stringify(rule.to) === dns;

const isInside = ({ namespaceSelector, ipBlock, podSelector }: V1NetworkPolicyPeer): boolean =>
  namespaceSelector === undefined && ipBlock === undefined && podSelector !== undefined;

const edge = (from: string, to: string, port: number | string | undefined): string =>
  `${from} -> ${to}:${port ?? 'any port'}`;
const wayOut = (from: string, role: string): string => `${from} -> ${role}, outside`;

/** The connections that one policy rule allows for these pods. */
function waysOf(policy: V1NetworkPolicy, rule: PolicyRule, own: Pods, rendering: Rendering): string[] {
  const isWayIn = rule.from !== undefined;
  const inside = rendering.pods.filter(({ labels }) =>
    peersOf(rule).some((peer) => isInside(peer) && selects(peer.podSelector ?? {}, labels)),
  );
  const role = outsideOf(policy);
  const ports = rule.ports ?? [{}];
  return ports.flatMap(({ port }) => [
    ...inside.map((other) =>
      isWayIn
        ? edge(other.name, own.name, portNumber(port, own))
        : edge(own.name, other.name, portNumber(port, other)),
    ),
    ...(role === undefined
      ? []
      : [isWayIn ? edge(role, own.name, portNumber(port, own)) : wayOut(own.name, role)]),
  ]);
}

function allowed(direction: Direction, rendering: Rendering): Set<string> {
  const ways = policies(rendering).flatMap((policy) =>
    rendering.pods
      .filter(({ labels }) => selects(policy.spec?.podSelector ?? {}, labels))
      .flatMap((own) =>
        rulesOf(policy, direction)
          .filter((rule) => !isDns(rule))
          .flatMap((rule) => waysOf(policy, rule, own, rendering)),
      ),
  );
  return new Set(ways);
}

/** The simulator stands in for Stripe if there is one. */
const podsOfRole = (role: string, rendering: Rendering): Pods | undefined =>
  rendering.pods.find(({ name }) => name === role || name === `${role}-simulator`);

/** The port of a role's pods in the caller's address. */
function portCalled(address: string | undefined, target: Pods, rendering: Rendering): number | undefined {
  const port = URL.canParse(address ?? '') ? new URL(address ?? '').port : undefined;
  const service = rendering.find<V1Service>('Service', target.name);
  const open = service?.spec?.ports?.find((each) => `${each.port}` === port);
  return portNumber(open?.targetPort, target);
}

/** A migration Job calls what its service calls by DATABASE_URL. */
const callerOf = ({ name }: Pods): string => name.replace(/^migrate-/, '');

function callsOf(pods: Pods, { rendering, facts }: Subject): string[] {
  const needs = facts.graph.needs.find(({ service }) => service === callerOf(pods));
  const known = facts.settings.get(callerOf(pods));
  const given = settingsOf(mainContainer(pods), pods, rendering, known);
  return Object.entries(needs?.addresses ?? {})
    .filter(([name]) => pods.component !== 'migrations' || name === 'DATABASE_URL')
    .map(([name, role]) => {
      const target = podsOfRole(role, rendering);
      if (target === undefined) return wayOut(pods.name, role);
      return edge(pods.name, target.name, portCalled(given.get(name), target, rendering));
    });
}

/** Calls from outside through the cluster's network: customers, Stripe and monitoring. */
function callsFromOutside({ rendering, facts, servers }: Subject): string[] {
  if (servers === 'inside') return [];
  const outside = facts.graph.calls.filter(({ from }) => podsOfRole(from, rendering) === undefined);
  const watched = rendering.services.map(({ name }) => ({ from: 'monitoring', to: name }));
  return [...outside, ...watched].flatMap(({ from, to }) => {
    const target = podsOfRole(to, rendering);
    return target === undefined ? [] : [edge(from, to, portNumber('http', target))];
  });
}

function difference(direction: Direction, wanted: ReadonlySet<string>, has: ReadonlySet<string>): Problem[] {
  const says = (way: string, text: string): Problem => ({
    object: 'NetworkPolicy',
    text: `${direction} ${way} ${text}`,
  });
  return [
    ...[...has]
      .filter((way) => !wanted.has(way))
      .map((way) => says(way, 'is open, but nothing makes that call')),
    ...[...wanted]
      .filter((way) => !has.has(way))
      .map((way) => says(way, 'is closed, but the code makes that call')),
  ];
}

function edgeProblems(subject: Subject): Problem[] {
  const calls = subject.rendering.pods.flatMap((pods) => callsOf(pods, subject));
  const inside = calls.filter((way) => !way.endsWith(', outside'));
  return [
    ...difference('egress', new Set(calls), allowed('egress', subject.rendering)),
    ...difference(
      'ingress',
      new Set([...inside, ...callsFromOutside(subject)]),
      allowed('ingress', subject.rendering),
    ),
  ];
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'];

function widthProblems(policy: V1NetworkPolicy): (string | false)[] {
  const role = outsideOf(policy);
  const rules = (['ingress', 'egress'] as const).flatMap((each) => rulesOf(policy, each));
  return rules
    .filter((rule) => !isDns(rule))
    .flatMap((rule) => [
      peersOf(rule).length === 0 && 'is open to everyone: no peers',
      (rule.ports ?? []).length === 0 && 'opens all ports',
      role === undefined &&
        !peersOf(rule).every(isInside) &&
        `leads outside but does not name the target: ${outsideAnnotation}`,
      role !== undefined && peersOf(rule).some(isInside) && 'mixes peers inside and outside',
      ...peersOf(rule).flatMap(({ ipBlock }) => [
        ipBlock?.cidr === '0.0.0.0/0' && role !== 'stripe' && 'leads anywhere',
        ipBlock?.cidr === '0.0.0.0/0' &&
          !privateNetworks.every((network) => ipBlock.except?.includes(network)) &&
          'allows private networks: except',
      ]),
      role === 'stripe' &&
        rule.to !== undefined &&
        rule.ports?.some(({ port }) => port !== 443) === true &&
        'opens more than 443 to Stripe',
    ]);
}

export const networkRules: readonly Rule[] = [
  {
    name: 'default-deny',
    find: ({ rendering }) => {
      const closesAll = policies(rendering).some(
        (policy) =>
          JSON.stringify(policy.spec?.podSelector) === '{}' &&
          (['Ingress', 'Egress'] as const).every((type) => policy.spec?.policyTypes?.includes(type)) &&
          rulesOf(policy, 'ingress').length + rulesOf(policy, 'egress').length === 0,
      );
      return closesAll ? [] : [{ object: 'NetworkPolicy', text: 'no policy denies all traffic by default' }];
    },
  },
  {
    name: 'dns',
    find: ({ rendering }) => {
      const ports = policies(rendering)
        .filter(({ spec }) => JSON.stringify(spec?.podSelector) === '{}')
        .flatMap((policy) => rulesOf(policy, 'egress').filter(isDns))
        .flatMap((rule) => rule.ports?.map(({ protocol, port }) => `${protocol}/${port}`) ?? []);
      return ['UDP/53', 'TCP/53']
        .filter((port) => !ports.includes(port))
        .map((port) => ({ object: 'NetworkPolicy', text: `DNS is blocked on ${port}` }));
    },
  },
  { name: 'network-edge', find: edgeProblems },
  eachOf('network-width', ({ rendering }) => policies(rendering), titleOf, widthProblems),
  eachOf(
    'idle-policy',
    ({ rendering }) => policies(rendering),
    titleOf,
    ({ spec }, { rendering }) => [
      !rendering.pods.some(({ labels }) => selects(spec?.podSelector ?? {}, labels)) && 'selects no pods',
    ],
  ),
];
