import { randomInt } from 'node:crypto';
import { isBadPort, isPortBusy } from '../process/free-port.ts';
import { type ListeningPort } from '../process/process-spec.ts';

/** Port offsets from PORT_BASE. */
const offsets = {
  storefront: 0,
  checkout: 1,
  payments: 2,
  email: 3,
  recommendations: 4,
  stripeSimulator: 10,
  /** The first of three for each of `mostCopies` beyond the first. */
  copies: 11,
  failureLab: 20,
  shopperEdge: 21,
  mailInbox: 30,
  smtp: 31,
  postgres: 40,
  redis: 41,
  /** The first of one port per edge. */
  edges: 50,
};

/** The offsets of your own services, in the order of their list. */
const ofExtraServices = [5, 6, 7, 8, 9, 22, 23, 24, 25, 26, 27, 28, 29];

export const mostExtraServices = ofExtraServices.length;
export const mostCopies = 4;
/** Two stacks whose PORT_BASE is this far apart do not collide. */
export const portsOfStack = 200;

export type PortPlan = Readonly<Record<keyof typeof offsets, number>>;

export const highestOffset = portsOfStack - 1;

/** The ports of a stack with this PORT_BASE. */
export function portPlan(base: number): PortPlan {
  return Object.fromEntries(
    Object.entries(offsets).map(([name, offset]) => [name, base + offset]),
  ) as PortPlan;
}

/** The port of your own service at this place in the list. NaN beyond `mostExtraServices`. */
export const extraServicePort = (base: number, place: number): number =>
  base + (ofExtraServices[place] ?? Number.NaN);

/** Numeric: `localhost` may resolve to ::1, where nothing listens. */
export const loopbackUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** One line for each of these ports that is in use, or that no client would call. */
export async function unusablePorts(ports: readonly ListeningPort[]): Promise<string[]> {
  const bad = ports
    .filter(({ port }) => isBadPort(port))
    .map(({ port, purpose }) => `port ${port}, for ${purpose}, is blocked by browsers: set PORT_BASE`);
  const busy = await Promise.all(ports.map(({ port }) => isPortBusy(port)));
  const inUse = ports
    .filter((_, index) => busy[index])
    .map(
      ({ port, purpose }) =>
        `port ${port}, for ${purpose}, is in use by another program: stop it, or set PORT_BASE`,
    );
  return [...bad, ...inUse];
}

/** True if a stack with this PORT_BASE could listen on every port that it may need. */
export async function isFreePortBase(base: number): Promise<boolean> {
  const ports = Array.from({ length: portsOfStack }, (_, offset) => base + offset);
  if (ports.some(isBadPort)) return false;
  const busy = await Promise.all(ports.map(isPortBusy));
  return !busy.includes(true);
}

/** A PORT_BASE whose ports are all free. Default: below the range of ports for outgoing connections. */
export async function freePortBase({ from, below } = { from: 10_000, below: 30_000 }): Promise<number> {
  for (;;) {
    const base = randomInt(from, below - portsOfStack);
    if (await isFreePortBase(base)) return base;
  }
}
