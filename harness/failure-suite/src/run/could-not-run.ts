import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { now } from '@holdfast/witness';

/** The result of a scenario that never started or was lost: void. */
export function couldNotRun(scenario: Scenario, reason: string): ScenarioResult {
  const at = now();
  const {
    name,
    group = 'by hand',
    operation,
    point,
    seed,
    broken,
    customerSees,
    cell,
    proves,
    fallacies = [],
  } = scenario;
  return {
    name,
    group,
    ...(operation === undefined ? {} : { operation }),
    ...(point === undefined ? {} : { point }),
    ...(seed === undefined ? {} : { seed }),
    broken,
    customerSees,
    customerSaw: [],
    cell,
    proves,
    fallacies,
    verdict: 'void',
    reasons: [reason],
    startedAt: at,
    healedAt: at,
    quietAt: at,
    endedAt: at,
    invariants: [],
    timeline: [],
  };
}
