import { containerCopies, portPlan, serviceCopies } from '@holdfast/local-stack';

/** As many as the suite has on processes of this machine: its points are those of such a stack. */
export const copies = 2;

/** Where the ports of containers begin. */
const base = 3_000;
/** What a stack of processes would listen on, counted from there. */
export const usual = portPlan(base);

/** The port of this machine on which a container's is published. */
export const published = (portBase: number, port: number): number => portBase + port - base;

const ingressOf = serviceCopies({ portBase: base, copies, extraServices: [] });

/** The copies of services in networks of which nothing is published; the simulator is on one that is. */
export const insideCopies = containerCopies(copies).filter(({ service }) => service !== 'stripe-simulator');

/** Where the way in for this copy listens: each has a port of its own there. */
export const ingressPort = (name: string): number =>
  ingressOf.find((copy) => copy.name === name)?.port ?? Number.NaN;
