import { type Plan, type PlannedFault } from './plan.ts';

/** The same plan for a shop without these services: their faults are left out. */
export function planWithout(plan: Plan, services: readonly string[]): Plan {
  const isOf = (fault: PlannedFault): boolean => {
    if (fault.on === 'edge') return fault.route.split('->').some((end) => services.includes(end));
    return fault.on === 'process' && services.includes(fault.process);
  };
  return { ...plan, faults: plan.faults.filter((fault) => !isOf(fault)) };
}
