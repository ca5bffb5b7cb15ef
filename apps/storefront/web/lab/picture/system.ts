import {
  type EdgeStatus,
  type LabBreaker,
  type LabProcess,
  type Protocol,
  type StandingFaults,
  type UnreachableProcess,
} from '@holdfast/lab-api';

export type StandingFault = StandingFaults['faults'][number];
export type StandingStrike = StandingFaults['strikes'][number];

/** A role in the system: all copies of a service, a server, or the customers. */
export interface SystemNode {
  /** The role in the lab's edges: `payments`, `stripe`, `shopper`. */
  readonly name: string;
  /** Its copies. Empty for customers, and for servers that are not processes of this stack. */
  readonly processes: readonly LabProcess[];
}

/** The edges of all copies of a caller to one role. */
export interface SystemConnection {
  /** `checkout->payments`: as the lab's routes name it. */
  readonly route: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly faults: readonly StandingFault[];
  readonly strikes: readonly StandingStrike[];
  /** Of each copy of the caller. A Redis edge has two: of the cache and of the queue. */
  readonly breakers: readonly LabBreaker[];
}

export interface LabSystem {
  readonly nodes: readonly SystemNode[];
  readonly connections: readonly SystemConnection[];
}

export interface SystemValues {
  readonly edges: readonly EdgeStatus[];
  readonly processes?: readonly LabProcess[] | undefined;
  readonly breakers?: readonly (LabBreaker | UnreachableProcess)[] | undefined;
  readonly faults?: StandingFaults | undefined;
}

/** `checkout-2` is a copy of `checkout`; the simulator has the role of Stripe. */
export function roleOf(process: string): string {
  const service = process.replace(/-\d+$/, '');
  return service === 'stripe-simulator' ? 'stripe' : service;
}

/** `checkout->payments` for `checkout-2->payments` too. */
export const routeOf = (edge: string): string => edge.replace(/-\d+->/, '->');

export const appliesTo = (edge: string, route: string): boolean => edge === '*' || routeOf(edge) === route;

type HeardValues = Omit<SystemValues, 'edges'> & { readonly edges?: SystemValues['edges'] | undefined };

/** Undefined until the lab has named connections and processes: one not named yet is not missing. */
export const heardSystem = ({ edges, processes, ...others }: HeardValues): LabSystem | undefined =>
  edges === undefined || processes === undefined ? undefined : systemOf({ edges, processes, ...others });

/** Joins all that the lab streams to one picture of the system, in the order of the lab's edges. */
export function systemOf({ edges, processes = [], breakers = [], faults }: SystemValues): LabSystem {
  const protocols = new Map<string, Protocol>();
  for (const { edge, protocol } of edges) {
    const route = routeOf(edge);
    if (!protocols.has(route)) protocols.set(route, protocol);
  }
  const connections = [...protocols].map(([route, protocol]): SystemConnection => {
    const [from = '', to = ''] = route.split('->');
    return {
      route,
      from,
      to,
      protocol,
      faults: (faults?.faults ?? []).filter(({ edge }) => appliesTo(edge, route)),
      strikes: (faults?.strikes ?? []).filter(({ edge }) => appliesTo(edge, route)),
      breakers: breakers.filter(isBreaker).filter(({ edge }) => routeOf(edge) === route),
    };
  });
  const names = new Set(connections.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: [...names].map((name) => ({
      name,
      processes: processes.filter((process) => roleOf(process.name) === name),
    })),
    connections,
  };
}

const isBreaker = (report: LabBreaker | UnreachableProcess): report is LabBreaker =>
  !('unreachable' in report);
