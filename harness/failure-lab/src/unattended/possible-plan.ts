import { routeOf } from '@holdfast/fault-proxy';
import { type Plan, type PlannedFault } from '@holdfast/witness';

/** The parts that can be broken in this stack. */
export interface Possible {
  /** `checkout-2->payments` */
  readonly edges: readonly string[];
  /** Processes that the supervisor can act on; empty without one. */
  readonly processes: readonly string[];
  readonly hasRedis: boolean;
  readonly hasSimulator: boolean;
}

/**
 * The same plan without the faults that this stack cannot do. Databases are never cut: the lab only reads
 * them. No customer leaves the page of their bank: the time to confirm is longer than a plan.
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
        return possible.hasRedis;
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
