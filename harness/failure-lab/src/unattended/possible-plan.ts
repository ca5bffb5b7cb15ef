import { routeOf } from '@holdfast/fault-proxy';
import { type Plan, type PlannedFault } from '@holdfast/witness';

/** The parts that can be broken in this stack. */
export interface Possible {
  /** `checkout-2->payments` */
  readonly edges: readonly string[];
  /** Processes that the supervisor can act on; empty without one. */
  readonly processes: readonly string[];
  readonly hasSimulator: boolean;
}

/**
 * The same plan without the faults that this stack cannot do. A Redis that the stack did not start may hold
 * the data of others, so it is never emptied. Databases are never cut: the lab only reads them. No customer
 * leaves the page of their bank: the time to confirm is longer than a plan.
 */
export function possiblePlan(plan: Plan, possible: Possible): Plan {
  const routes = new Set(possible.edges.map(routeOf));
  const isPossible = (fault: PlannedFault): boolean => {
    switch (fault.on) {
      case 'edge':
        return routes.has(fault.route);
      case 'process':
        return possible.processes.includes(fault.process);
      case 'provider':
        return possible.hasSimulator;
      case 'queue':
        return possible.processes.includes('redis');
      case 'database':
        return false;
    }
  };
  return {
    ...plan,
    faults: plan.faults.filter(isPossible),
    visits: plan.visits.filter(({ does }) => does !== 'leaves the bank'),
  };
}
