import { isIP } from 'node:net';
import { type Upstream } from '@holdfast/lab-api';
import { resolver } from './names.ts';

const addressesOf = resolver();

/** Resolves the current addresses of upstreams. A name may have several addresses, one per copy, or none. */
export async function serversOf(
  upstreams: readonly Upstream[],
  resolve = addressesOf,
): Promise<readonly Upstream[]> {
  if (upstreams.every(({ host }) => isIP(host) !== 0)) return upstreams;
  const servers = upstreams.map(async (upstream) => {
    if (isIP(upstream.host) !== 0) return [upstream];
    const addresses = await resolve(upstream.host).catch(() => []);
    // In a stable order, because servers take turns.
    return addresses.toSorted().map((host) => ({ ...upstream, host }));
  });
  return (await Promise.all(servers)).flat();
}
