import { type Scenario } from '../scenario/scenario.ts';
import { type Customers } from '../system/customers.ts';
import { seedsOf } from './seeds-of.ts';

/**
 * The enumeration counts every message, and a scenario that runs alone measures: their orders are read only
 * afterward.
 */
export function customersOf(scenario: Scenario, part: 'gate' | 'scenario'): Omit<Customers, 'tag'> {
  const { group, isAlone } = scenario;
  return { seeds: seedsOf(scenario, part), mayRead: group !== 'enumeration' && isAlone !== true };
}
