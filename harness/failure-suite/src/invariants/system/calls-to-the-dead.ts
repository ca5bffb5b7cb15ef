import { type ActiveFault } from '@holdfast/fault-proxy';
import { type Evidence } from '../../run/evidence.ts';
import { type CustomerResponse } from '../../system/shopper.ts';
import { isCheckout, isRefund } from '../responses.ts';
import { type Invariant } from '../invariant.ts';

/** What makes of a dependency one that gives no answer. */
const deadly = new Set(['refuse', 'syn_hang', 'reset', 'close', 'black_hole', 'half_open', 'garbage']);
/** How soon after opening the suite's breakers may probe again, ms. */
const openMs = 500;
/** One per copy. */
const callers = 2;

/** 9. Over a whole outage, so probes are allowed for; a breaker that stays closed goes far beyond. */
export const callsToTheDead: Invariant = {
  number: 9,
  says: 'A dead dependency gets no more than 1.1 calls for each that customers made, and ten, until the breaker opens; then probes only.',
  contradictions: (evidence) => evidence.faults.filter(isDeadly).flatMap((fault) => against(evidence, fault)),
};

function isDeadly(fault: ActiveFault): boolean {
  const isServerError = (fault.kind === 'status' || fault.kind === 'status_after') && fault.status >= 500;
  return (deadly.has(fault.kind) || isServerError) && offersOf(fault.edge) !== undefined;
}

/** What customers do that needs such an edge. */
function offersOf(edge: string): ((response: CustomerResponse) => boolean) | undefined {
  if (/^(checkout(-\d+)?->payments|payments(-\d+)?->stripe)$/.test(edge))
    return (response) => isCheckout(response) || isRefund(response);
  if (/^checkout(-\d+)?->recommendations$/.test(edge))
    return ({ path }) => path.startsWith('/recommendations');
  return undefined;
}

function against({ events, ledgers, healedAt, startedAt }: Evidence, fault: ActiveFault): string[] {
  const offers = offersOf(fault.edge) ?? (() => false);
  const [since, until] = ['fault_set', 'fault_cleared'].map((type) => {
    const event = events.find(
      (each) => each.type === type && 'fault' in each && each.fault.faultId === fault.faultId,
    );
    return event !== undefined && 'at' in event ? event.at : undefined;
  });
  const [from, to] = [since ?? startedAt, until ?? healedAt];
  const offered = ledgers.responses.filter(
    (response) => offers(response) && response.startedAt <= to && response.endedAt >= from,
  ).length;
  const probes = callers * (Math.ceil((to - from) / openMs) + 1);
  const allowed = 1.1 * offered + 10 * callers + probes;
  if (fault.struck <= allowed) return [];
  return [
    `${fault.edge} (${fault.kind}) got ${fault.struck} calls in ${Math.round(to - from)} ms, for ${offered} that customers made: at most ${Math.floor(allowed)} are right`,
  ];
}
