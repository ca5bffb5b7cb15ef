import { isIP } from 'node:net';
import { type Upstream } from '../lab-api.ts';
import { resolver } from './names.ts';

const addressesOf = resolver();

/** Where the upstreams are now. A name may stand for several copies, each with an address; one that nobody has stands for none. */
export async function serversOf(
  upstreams: readonly Upstream[],
  resolve = addressesOf,
): Promise<readonly Upstream[]> {
  if (upstreams.every(({ host }) => isIP(host) !== 0)) return upstreams;
  const servers = upstreams.map(async (upstream) => {
    if (isIP(upstream.host) !== 0) return [upstream];
    const addresses = await resolve(upstream.host).catch(() => []);
    // In an order that stays: they take turns.
    return addresses.toSorted().map((host) => ({ ...upstream, host }));
  });
  return (await Promise.all(servers)).flat();
}
