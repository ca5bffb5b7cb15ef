import { type EdgeConfig, type Protocol, type Upstream } from '@holdfast/lab-api';
import { type ExtraCall } from '../stack/extra-services.ts';
import { type PortPlan, portPlan } from '../stack/ports.ts';
import { isPlain, type RealStripe } from '../stack/real-stripe.ts';
import { type Servers } from '../stack/servers.ts';
import { callsOf, type ServiceCopy, serviceCopies, type ServiceName } from '../stack/services.ts';
import { type StackSettings } from '../stack/settings.ts';

const protocols: Readonly<Record<string, Protocol>> = { postgres: 'postgres', redis: 'redis', mail: 'smtp' };

/** A process has the role of its name, except the simulator, whose role is Stripe. */
export const roleOf = (service: string): string => (service === 'stripe-simulator' ? 'stripe' : service);

/** The lab cannot read encrypted connections, so it has no edges for them. */
function plainServer(name: string, url: string | undefined, usualPort: number): Upstream[] {
  if (url === undefined) return [];
  const { protocol, hostname, port, searchParams } = new URL(url);
  const isEncrypted = protocol === 'rediss:' || !['', 'disable'].includes(searchParams.get('sslmode') ?? '');
  return isEncrypted ? [] : [{ name, host: hostname, port: Number(port || usualPort) }];
}

function stripeItself({ apiUrl }: RealStripe): Upstream[] {
  if (!isPlain(apiUrl)) return [];
  const { hostname, port } = new URL(apiUrl);
  return [{ name: 'stripe', host: hostname, port: Number(port || 80) }];
}

/** The upstreams of each role. None without Redis or for an encrypted server. */
function upstreamsByRole(
  settings: StackSettings,
  servers: Pick<Servers, 'database' | 'redisUrl'>,
  copies: readonly ServiceCopy[],
): (role: string) => readonly Upstream[] {
  const host = '127.0.0.1';
  const serverOf: Readonly<Record<string, readonly Upstream[]>> = {
    postgres: plainServer('postgres', servers.database('checkout'), 5_432),
    redis: plainServer('redis', servers.redisUrl, 6_379),
    mail: [{ name: 'mail', host, port: portPlan(settings.portBase).smtp }],
    ...(settings.stripe === undefined ? {} : { stripe: stripeItself(settings.stripe) }),
  };
  return (role) =>
    serverOf[role] ??
    copies.filter(({ service }) => roleOf(service) === role).map(({ name, port }) => ({ name, host, port }));
}

interface Call {
  readonly from: string;
  readonly to: string;
}

/** Queues are on Redis if there is one, else on Postgres. */
const roleCalled = ({ role }: ExtraCall): readonly string[] =>
  role === 'queues' ? ['redis', 'postgres'] : [role];

function rolesCalledBy({ service, extra }: ServiceCopy, copies: readonly ServiceCopy[]): readonly string[] {
  const own = extra === undefined ? callsOf(service as ServiceName) : (extra.calls ?? []).flatMap(roleCalled);
  const extras = copies.filter((other) =>
    other.extra?.calledBy?.some(({ role }) => role === roleOf(service)),
  );
  return [...new Set([...own, ...extras.map(({ name }) => name)])];
}

interface Ways {
  readonly copies: readonly ServiceCopy[];
  readonly ports: Pick<PortPlan, 'shopperEdge' | 'edges'>;
  /** The upstreams of a role; empty if there is no such server. */
  readonly upstreams: (role: string) => readonly Upstream[];
}

/** Every edge from one process to another, each with its own port, wherever the processes run. */
export function edgesAmong({ copies, ports, upstreams }: Ways): readonly EdgeConfig[] {
  const between: Call[] = copies.flatMap((copy) =>
    rolesCalledBy(copy, copies).map((to) => ({ from: copy.name, to })),
  );
  const edge = ({ from, to }: Call, port: number): EdgeConfig => ({
    edge: `${roleOf(from)}->${to}`,
    from,
    to,
    protocol: protocols[to] ?? 'http',
    port,
    upstreams: upstreams(to),
  });
  return [
    edge({ from: 'shopper', to: 'checkout' }, ports.shopperEdge),
    ...between.map((call, index) => edge(call, ports.edges + index)),
  ].filter((candidate) => candidate.upstreams.length > 0);
}

/** The edges on this machine, with the lab on or off. Port numbers do not depend on which servers exist. */
export function edgesOf(
  settings: StackSettings,
  servers: Pick<Servers, 'database' | 'redisUrl'>,
): readonly EdgeConfig[] {
  // Stripe itself takes the simulator's place as caller and upstream.
  const copies = serviceCopies({ ...settings, stripe: undefined }).map((copy) =>
    copy.service === 'stripe-simulator' && settings.stripe !== undefined ? { ...copy, name: 'stripe' } : copy,
  );
  const upstreams = upstreamsByRole(settings, servers, copies);
  return edgesAmong({ copies, ports: portPlan(settings.portBase), upstreams });
}
