import { type BypassingSocket } from '@holdfast/local-stack';
import { type EdgeConfig } from '@holdfast/lab-api';

/** The networks of each process. */
export type Networks = ReadonlyMap<string, readonly string[]>;

/**
 * Finds callers that share a network with the target of an edge and could bypass it. Compose networks are the
 * only path between containers, so this covers more than current connections.
 */
export function bypasses(networks: Networks, edges: readonly EdgeConfig[]): BypassingSocket[] {
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

/** Reads the output of `docker inspect`. */
export function networksIn(json: string): Networks {
  const containers = JSON.parse(json) as readonly Inspected[];
  return new Map(
    containers.map(({ Config, NetworkSettings }) => [
      Config.Labels['com.docker.compose.service'] ?? '',
      Object.keys(NetworkSettings.Networks),
    ]),
  );
}

/** The aliases of one container in each of its networks. */
export function aliasesIn(json: string): ReadonlyMap<string, readonly string[]> {
  const [container] = JSON.parse(json) as readonly Inspected[];
  const networks = container?.NetworkSettings.Networks ?? {};
  return new Map(Object.entries(networks).map(([network, { Aliases }]) => [network, Aliases ?? []]));
}
