import { type EdgeConfig, type Upstream } from '@holdfast/fault-proxy';
import { portPlan } from '../stack/ports.ts';
import { type ServiceCopy, serviceCopies } from '../stack/services.ts';
import { edgesAmong, roleOf } from './edges.ts';

/** Each container has ports of its own: the usual ones everywhere. */
const base = 3_000;

const servers: Readonly<Record<string, Upstream>> = {
  postgres: { name: 'postgres', host: 'postgres', port: 5_432 },
  redis: { name: 'redis', host: 'redis', port: 6_379 },
  mail: { name: 'mail', host: 'mail', port: 1_025 },
};

/** Every process of a service in containers: a second copy listens where the first one does. */
export function containerCopies(copies: number): readonly ServiceCopy[] {
  const all = serviceCopies({ portBase: base, copies, extraServices: [] });
  const portOf = (service: string): number => all.find(({ name }) => name === service)?.port ?? Number.NaN;
  return all.map((copy) => ({ ...copy, port: portOf(copy.service) }));
}

/** The name by which one copy alone is found in its network; that of the service means all its copies. */
export const hostOfCopy = ({ name, service }: ServiceCopy): string => (name === service ? `${name}-1` : name);

/**
 * The ways between containers. With one copy of each service it is found by the service's name, behind which there may be any number of
 * containers; with more of them each is an upstream of its own, and a caller of its own.
 */
export function containerEdges(copies: number): readonly EdgeConfig[] {
  const all = containerCopies(copies);
  const host = (copy: ServiceCopy): string =>
    copies > 1 && all.some(({ service, name }) => service === copy.service && name !== copy.name)
      ? hostOfCopy(copy)
      : copy.name;
  return edgesAmong({
    copies: all,
    ports: portPlan(base),
    upstreams: (role) => {
      const server = servers[role];
      if (server !== undefined) return [server];
      const answering = all.filter(({ service }) => roleOf(service) === role);
      return answering.map((copy) => ({ name: copy.name, host: host(copy), port: copy.port }));
    },
  });
}

/** The lab's own port in its container. */
export const containerLabPort = portPlan(base).failureLab;
