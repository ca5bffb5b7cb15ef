import { type ActiveFault } from '@holdfast/lab-api';
import { type Evidence } from '../evidence.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Reconciliation reads these servers once per second, in up to two attempts, past the breakers of orders. */
const readByReconciliation = /^(checkout|payments)(-\d+)?->(payments|stripe)$/;
const readingsPerSecond = 2;

/**
 * How many calls of customers' requests a fault hit. Its own count includes background and, if it closes the
 * port, idle connections.
 */
export function callsOfCustomers(
  { events }: Pick<Evidence, 'events'>,
  fault: ActiveFault,
  span: Span,
): number {
  const closesPort = fault.kind === 'syn_hang' || (fault.kind === 'refuse' && fault.times === undefined);
  const others = closesPort ? resetBy(events, fault, span) : backgroundIn(events, fault);
  const read =
    fault.kind === 'syn_hang' && readByReconciliation.test(fault.edge)
      ? readingsPerSecond * Math.ceil((span.to - span.from) / 1_000)
      : 0;
  return Math.max(0, fault.struck - others - read);
}

/** The events leave background messages out: what a fault hit and they do not have was one. */
function backgroundIn(events: Evidence['events'], { faultId }: ActiveFault): number {
  const known = new Set(events.flatMap((event) => (event.type === 'message' ? [event.message.number] : [])));
  return events.filter(
    (event) =>
      event.type === 'fault_struck' &&
      event.fault.faultId === faultId &&
      event.message !== null &&
      !known.has(event.message),
  ).length;
}

const routeOf = (edge: string): string => edge.replace(/-\d+(?=->|$)/g, '');

/** Connections that were open before: the port closes a while after the fault is set. */
const resetBy = (events: Evidence['events'], { edge }: ActiveFault, { from, to }: Span): number =>
  events.filter(
    (event) =>
      event.type === 'connection' &&
      event.state === 'closed' &&
      event.endedBy === 'lab' &&
      event.at >= from &&
      event.at <= to &&
      (event.edge === edge || routeOf(event.edge) === edge),
  ).length;
