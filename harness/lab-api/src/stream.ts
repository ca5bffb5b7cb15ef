import { type ActiveFault, type ArmedStrike, type EdgeStatus, type LabEvent } from './edges.ts';
import { type ExperimentRun } from './experiments.ts';
import {
  type Counters,
  type LabBreaker,
  type LabProcess,
  type ProviderFault,
  type UnreachableProcess,
} from './stack.ts';
import { type CustomersReport, type LabVerdict, type UnattendedReport } from './verdict.ts';

/**
 * `GET /stream`: server-sent events whose `event:` is the name here and whose `data:` is the value. Each
 * value replaces the one before it, except `wire`, which adds. A new stream begins with all of them, and the
 * wire's last minute; with `Last-Event-ID` or `?after=` the last `id:`, the wire goes on after that.
 */
export interface LabStream {
  readonly verdict: LabVerdict;
  readonly processes: readonly LabProcess[];
  readonly breakers: readonly (LabBreaker | UnreachableProcess)[];
  readonly faults: StandingFaults;
  readonly customers: CustomersReport;
  /** Null while no experiment has run. */
  readonly run: ExperimentRun | null;
  readonly unattended: UnattendedReport;
  readonly counters: Counters;
  readonly edges: readonly EdgeStatus[];
  readonly wire: WireBatch;
}

/** Everything that is broken now, and strikes that have hit. */
export interface StandingFaults {
  readonly faults: readonly (ActiveFault & {
    readonly setAt: number;
    /** When it ends automatically; null if it stays. */
    readonly endsAt: number | null;
    readonly lastStruckAt: number | null;
  })[];
  readonly strikes: readonly (ArmedStrike & { readonly armedAt: number })[];
  readonly provider: readonly ProviderFault[];
}

/**
 * At most 60 events every 100 ms, without background messages. Of connections, only that one to a service has
 * closed. Messages to stores are left out first.
 */
export interface WireBatch {
  readonly events: readonly LabEvent[];
  readonly omitted: number;
}
