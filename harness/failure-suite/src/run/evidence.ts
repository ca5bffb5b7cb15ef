import { type ActiveFault, type ArmedStrike, type LabEvent } from '@holdfast/fault-proxy';
import { type Scenario } from '../scenario/scenario.ts';
import { type Ledgers } from '../system/ledgers.ts';

/** Everything known about a scenario once the system is quiet: the input of the invariants. */
export interface Evidence {
  readonly scenario: Pick<Scenario, 'name' | 'poison' | 'livenessMs' | 'settings' | 'mayMiss'>;
  readonly startedAt: number;
  readonly healedAt: number;
  /** Undefined if the system did not become quiet in time; `ledgers` is the last reading then. */
  readonly quietAt: number | undefined;
  readonly ledgers: Ledgers;
  /** Read while the scenario ran. */
  readonly samples: readonly Ledgers[];
  readonly events: readonly LabEvent[];
  readonly strikes: readonly ArmedStrike[];
  readonly faults: readonly ActiveFault[];
  /** The suite's own acts on processes: `kill payments-2`. */
  readonly acts: readonly { readonly at: number; readonly process: string; readonly act: string }[];
}
