import { type ActiveFault } from '@holdfast/lab-api';
import { plural } from '@holdfast/engine';
import { type Evidence } from '../evidence.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { isCheckout, isRefund } from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { impossibleChanges, staysClosed } from './breakers-open.ts';
import { callsOfCustomers } from './calls-of-customers.ts';

/** Faults that make a dependency unresponsive. */
const deadly = new Set(['refuse', 'syn_hang', 'reset', 'close', 'black_hole', 'half_open', 'garbage']);
/** How long the suite's breakers stay open before a probe, in milliseconds. */
const openMs = 500;
/** One per instance. */
const callers = 2;

/**
 * 9. Counts a whole outage including probes; a breaker that stays closed exceeds the limit by far. Calls to a
 * closed port are not on the wire, so the services' own reports are read as well.
 */
export const callsToTheDead: Invariant = {
  number: 9,
  says: 'In a whole outage, a dead dependency gets at most 1.1 calls per customer request, plus ten from each caller and its probes. A breaker leaves each state as it may: from open to half-open, and from there by a probe.',
  contradictions: (evidence) => [
    ...impossibleChanges(evidence),
    ...evidence.faults.filter(isDeadly).flatMap((fault) => {
      const span = spanOf(evidence, fault);
      return [...against(evidence, fault, span), ...staysClosed(evidence, fault, span)];
    }),
  ],
};

function isDeadly(fault: ActiveFault): boolean {
  const isServerError = (fault.kind === 'status' || fault.kind === 'status_after') && fault.status >= 500;
  return deadly.has(fault.kind) || isServerError;
}

/** Selects the customer requests that use such an edge. */
function offersOf(edge: string): ((response: CustomerResponse) => boolean) | undefined {
  if (/^(checkout(-\d+)?->payments|payments(-\d+)?->stripe)$/.test(edge))
    return (response) => isCheckout(response) || isRefund(response);
  if (/^checkout(-\d+)?->recommendations$/.test(edge))
    return ({ path }) => path.startsWith('/recommendations');
  return undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From setting a fault to clearing it. */
function spanOf({ events, healedAt, startedAt }: Evidence, { faultId }: ActiveFault): Span {
  const [since, until] = ['fault_set', 'fault_cleared'].map((type) => {
    const event = events.find(
      (each) => each.type === type && 'fault' in each && each.fault.faultId === faultId,
    );
    return event !== undefined && 'at' in event ? event.at : undefined;
  });
  return { from: since ?? startedAt, to: until ?? healedAt };
}

function against(evidence: Evidence, fault: ActiveFault, { from, to }: Span): string[] {
  const offers = offersOf(fault.edge);
  if (offers === undefined) return [];
  const offered = evidence.ledgers.responses.filter(
    (response) => offers(response) && response.startedAt <= to && response.endedAt >= from,
  ).length;
  const probes = callers * (Math.ceil((to - from) / openMs) + 1);
  const allowed = 1.1 * offered + 10 * callers + probes;
  const calls = callsOfCustomers(evidence, fault, { from, to });
  if (calls <= allowed) return [];
  return [
    `${fault.edge} (${fault.kind}) got ${calls} calls in ${Math.round(to - from)} ms for ${plural(offered, 'customer request')}; the limit is ${Math.floor(allowed)}`,
  ];
}
