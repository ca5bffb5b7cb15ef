import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type Release,
  type Strike,
} from '@holdfast/lab-api';

/** The lab of one scenario, which keeps track of its strikes and faults. */
export interface Lab {
  /**
   * Arms a strike; `hit` resolves with the message that it hit. A strike that hits nothing voids the
   * scenario.
   */
  strike(strike: Strike): Promise<StrikeHandle>;
  /**
   * Sets a fault that lasts until it is cleared or healed. A fault that strikes nothing voids the scenario.
   */
  fault(route: string, fault: Fault): Promise<FaultHandle>;
  /** Clears all faults and strikes and releases held messages. */
  heal(): Promise<void>;
  /** All events since the scenario began. */
  events(): readonly LabEvent[];
}

export interface StrikeHandle {
  readonly strikeId: string;
  hit(timeoutMs?: number): Promise<ArmedStrike>;
  release(how: Release): Promise<void>;
}

export interface FaultHandle {
  readonly faultId: string;
  /** Resolves once the fault has struck at least `times` (default 1). */
  struck(times?: number): Promise<ActiveFault>;
  clear(): Promise<void>;
}

/** The control of a lab: `LabClient` over HTTP, or `LocalLab` in this process. */
export interface LabControl {
  strike(strike: Strike): Promise<ArmedStrike>;
  strikes(): Promise<readonly ArmedStrike[]>;
  release(strikeId: string, how: Release): Promise<void>;
  fault(route: string, fault: Fault): Promise<ActiveFault>;
  faults(): Promise<readonly ActiveFault[]>;
  clear(faultId: string): Promise<void>;
  heal(): Promise<void>;
}
