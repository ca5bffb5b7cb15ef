import { type FaultLab, NoSuchStrike } from '@holdfast/fault-proxy';
import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type Strike,
} from '@holdfast/lab-api';
import { type StageFault, type StageStrike } from '@holdfast/witness';

/** The lab during one run: its messages, and the strikes and faults of the run in their last known state. */
export class WireRecord {
  private readonly lab: FaultLab;
  private readonly kept: LabEvent[] = [];
  private readonly strikesById = new Map<string, ArmedStrike>();
  private readonly faultsById = new Map<string, ActiveFault>();
  private readonly unsubscribe: () => void;

  constructor(lab: FaultLab) {
    this.lab = lab;
    this.unsubscribe = lab.log.listen((event) => this.take(event));
  }

  close(): void {
    this.unsubscribe();
  }

  get events(): readonly LabEvent[] {
    return this.kept;
  }

  get strikes(): readonly ArmedStrike[] {
    return [...this.strikesById.values()];
  }

  get faults(): readonly ActiveFault[] {
    return [...this.faultsById.values()];
  }

  strike(strike: Strike): StageStrike {
    const { strikeId } = this.learn(this.lab.arm(strike));
    return {
      state: () => Promise.resolve(this.stateOf(strikeId)),
      release: (how) => {
        this.learn(this.lab.release(strikeId, how));
        return Promise.resolve();
      },
    };
  }

  async fault(edge: string, fault: Fault): Promise<StageFault> {
    const active = await this.lab.setFault(edge, fault);
    const { faultId } = active;
    this.faultsById.set(faultId, active);
    return {
      struck: () => Promise.resolve(this.faultsById.get(faultId) ?? active),
      clear: async () => {
        // One that was healed or has hit `times` messages is gone already.
        if (this.lab.faults().some((each) => each.faultId === faultId)) await this.lab.clearFault(faultId);
      },
    };
  }

  private stateOf(strikeId: string): ArmedStrike {
    try {
      return this.learn(this.lab.strike(strikeId));
    } catch (error) {
      const known = this.strikesById.get(strikeId);
      // Healed meanwhile.
      if (error instanceof NoSuchStrike && known !== undefined) return known;
      throw error;
    }
  }

  private learn(strike: ArmedStrike): ArmedStrike {
    this.strikesById.set(strike.strikeId, strike);
    return strike;
  }

  private take(event: LabEvent): void {
    if (event.type === 'message' && event.message.isBackground) return;
    if (event.type === 'connection') return;
    this.kept.push(event);
    if (event.type === 'struck' && this.strikesById.has(event.strike.strikeId)) this.learn(event.strike);
    if (
      (event.type === 'fault_struck' || event.type === 'fault_cleared') &&
      this.faultsById.has(event.fault.faultId)
    )
      this.faultsById.set(event.fault.faultId, event.fault);
  }
}
