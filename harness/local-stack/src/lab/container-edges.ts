import { type EdgeConfig, type Upstream } from '@holdfast/lab-api';
import { type ExtraService } from '../stack/extra-services.ts';
import { portPlan } from '../stack/ports.ts';
import { type ServiceCopy, serviceCopies } from '../stack/services.ts';
import { edgesAmong, roleOf } from './edges.ts';

/** Each container has its own ports, so all use the default ones. */
const base = 3_000;

const servers: Readonly<Record<string, Upstream>> = {
  postgres: { name: 'postgres', host: 'postgres', port: 5_432 },
  redis: { name: 'redis', host: 'redis', port: 6_379 },
  mail: { name: 'mail', host: 'mail', port: 1_025 },
};

/**
 * The processes of all services in containers. A second instance listens on the same port as the first.
 * Default: no extra services.
 */
export function containerCopies(
  copies: number,
  extraServices: readonly ExtraService[] = [],
): readonly ServiceCopy[] {
  const all = serviceCopies({ portBase: base, copies, extraServices });
  const portOf = (service: string): number => all.find(({ name }) => name === service)?.port ?? Number.NaN;
  return all.map((copy) => ({ ...copy, port: portOf(copy.service) }));
}

/** The network name of one instance. The service's own name resolves to all its instances. */
export const hostOfCopy = ({ name, service }: ServiceCopy): string => (name === service ? `${name}-1` : name);

/**
 * The edges between containers. With one copy, a service is reached by its name, which may stand for any
 * number of containers. With more copies, each is its own upstream and its own caller. Default: no extra
 * services.
 */
export function containerEdges(
  copies: number,
  extraServices: readonly ExtraService[] = [],
): readonly EdgeConfig[] {
  const all = containerCopies(copies, extraServices);
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

/** The port of the lab's control API in its container. */
export const containerLabPort = portPlan(base).failureLab;
