import { type EdgeConfig } from '@holdfast/lab-api';
import { lookup } from 'node:dns/promises';
import { type LocalStack } from '../stack/local-stack.ts';
import { establishedConnections } from './established.ts';

/** A connection that does not pass the lab. */
export interface BypassingSocket {
  readonly process: string;
  /** Its target: `postgres`, `payments-2`. */
  readonly to: string;
  readonly address: string;
}

export interface SocketCheck {
  readonly bypassing: readonly BypassingSocket[];
  /** Why the connections of some processes are unknown, for example outside Linux. */
  readonly unknown?: string;
}

interface Running {
  readonly name: string;
  readonly pid: number;
}

/** Finds connections of these processes to an edge's upstream that bypass the edge. */
export async function bypassingSockets(
  processes: readonly Running[],
  edges: readonly EdgeConfig[],
): Promise<SocketCheck> {
  const targets = await targetsOf(edges);
  const peersOf = establishedConnections();
  try {
    const bypassing = processes.flatMap(({ name, pid }) =>
      peersOf(pid).flatMap(({ host, port }) => {
        const address = `${host}:${port}`;
        const to = targets.get(address);
        return to === undefined ? [] : [{ process: name, to, address }];
      }),
    );
    return { bypassing };
  } catch (error) {
    return { bypassing: [], unknown: error instanceof Error ? error.message : String(error) };
  }
}

/** Finds the bypassing sockets of a running stack. None with the lab off. */
export function socketsThatBypass(stack: LocalStack): Promise<SocketCheck> {
  const services = stack.processNames
    .map((name) => stack.process(name))
    .filter(({ spec }) => spec.kind === 'service')
    .flatMap(({ spec: { name }, identity }) => (identity === undefined ? [] : [{ name, pid: identity.pid }]));
  return bypassingSockets(services, stack.edges);
}

async function targetsOf(edges: readonly EdgeConfig[]): Promise<ReadonlyMap<string, string>> {
  const upstreams = edges.flatMap((edge) => edge.upstreams);
  const entries = upstreams.map(async ({ name, host, port }) => {
    const addresses = await lookup(host, { all: true });
    return addresses.map(({ address }) => [`${address}:${port}`, name] as const);
  });
  return new Map((await Promise.all(entries)).flat());
}
