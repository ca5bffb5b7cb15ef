import { type BypassingSocket } from '@holdfast/local-stack';
import { type EdgeConfig } from '@holdfast/fault-proxy';

/** By process, the networks it is in. */
export type Networks = ReadonlyMap<string, readonly string[]>;

/**
 * Who could reach somebody that an edge leads to without passing it: who is in one network with them. Networks of compose are the only way
 * from one container to another, so this says more than which connections there are at the moment.
 */
export function waysAround(networks: Networks, edges: readonly EdgeConfig[]): BypassingSocket[] {
  return edges.flatMap(({ from, upstreams }) =>
    upstreams.flatMap(({ name: to }) =>
      (networks.get(from) ?? [])
        .filter((network) => networks.get(to)?.includes(network))
        .map((network) => ({ process: from, to, address: `network ${network}` })),
    ),
  );
}

interface Inspected {
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly Aliases: readonly string[] | null }>>;
  };
}

/** What `docker inspect` says of containers. */
export function networksIn(json: string): Networks {
  const containers = JSON.parse(json) as readonly Inspected[];
  return new Map(
    containers.map(({ Config, NetworkSettings }) => [
      Config.Labels['com.docker.compose.service'] ?? '',
      Object.keys(NetworkSettings.Networks),
    ]),
  );
}

/** How one container is found in each of its networks. */
export function aliasesIn(json: string): ReadonlyMap<string, readonly string[]> {
  const [container] = JSON.parse(json) as readonly Inspected[];
  const networks = container?.NetworkSettings.Networks ?? {};
  return new Map(Object.entries(networks).map(([network, { Aliases }]) => [network, Aliases ?? []]));
}
