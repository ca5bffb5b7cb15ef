import { type ScenarioResult } from '../report/suite-report.ts';
import { type Scenario } from '../scenario/scenario.ts';

/** Runs scenarios, each on a whole system of its own for as long as it lasts; systems are kept and used again. */
export interface Runner {
  /**
   * Yields each result as it ends, in no order. Ends early, with what is known, once the signal is aborted. One run at a time: two would
   * break one another's stacks.
   * @throws Error when another run has not ended
   */
  run(scenarios: Iterable<Scenario>, signal?: AbortSignal): AsyncIterable<ScenarioResult>;
  close(): Promise<void>;
}
