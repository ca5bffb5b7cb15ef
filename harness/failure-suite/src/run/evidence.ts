import { type ActiveFault, type ArmedStrike, type LabEvent } from '@holdfast/fault-proxy';
import { type Scenario } from '../scenario/scenario.ts';
import { type Ledgers } from '../system/ledgers.ts';

/** All that is known of one scenario once the system is at rest: what the invariants judge. */
export interface Evidence {
  readonly scenario: Pick<Scenario, 'name' | 'poison' | 'livenessMs' | 'settings' | 'mayMiss'>;
  readonly startedAt: number;
  readonly healedAt: number;
  /** Undefined when the system did not come to rest in time; then `ledgers` are the last that were read. */
  readonly quietAt: number | undefined;
  readonly ledgers: Ledgers;
  /** Taken while the scenario ran. */
  readonly samples: readonly Ledgers[];
  readonly events: readonly LabEvent[];
  readonly strikes: readonly ArmedStrike[];
  readonly faults: readonly ActiveFault[];
  /** The suite's own acts on processes: `kill payments-2`. */
  readonly acts: readonly { readonly at: number; readonly process: string; readonly act: string }[];
}
