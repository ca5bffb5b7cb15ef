import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';

/** Runs scenarios, each with exclusive use of a whole system; systems are reused. */
export interface Runner {
  /**
   * Yields results as scenarios end, in no particular order. Ends early once the signal is aborted. Allows
   * one run at a time: two would break each other's stacks.
   * @throws Error if another run has not ended
   */
  run(scenarios: Iterable<Scenario>, signal?: AbortSignal): AsyncIterable<ScenarioResult>;
  close(): Promise<void>;
}
