import { containerCopies, portPlan, serviceCopies } from '@holdfast/local-stack';

/** As many instances as with local processes, because the crash points depend on it. */
export const copies = 2;

/** The first port inside containers. */
const base = 3_000;
/** The ports of a local stack at that base. */
export const usual = portPlan(base);

/** The port on this machine for a container's port. */
export const published = (portBase: number, port: number): number => portBase + port - base;

const ingressOf = serviceCopies({ portBase: base, copies, extraServices: [] });

/** Instances whose networks publish nothing; the simulator's network does. */
export const insideCopies = containerCopies(copies).filter(({ service }) => service !== 'stripe-simulator');

/** The port of the ingress for this instance. */
export const ingressPort = (name: string): number =>
  ingressOf.find((copy) => copy.name === name)?.port ?? Number.NaN;
