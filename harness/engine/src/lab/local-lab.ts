import { FaultLab } from '@holdfast/fault-proxy';
import { type EdgeConfig, type Fault, type Release, type Strike } from '@holdfast/lab-api';
import { type LabControl } from './lab.ts';
import { LabEvents } from './lab-events.ts';

/** A lab in this process. */
export class LocalLab implements LabControl {
  readonly events = new LabEvents();
  private readonly lab: FaultLab;

  constructor(edges: readonly EdgeConfig[]) {
    this.lab = new FaultLab({ edges });
    this.lab.log.listen((event) => {
      if (event.type !== 'message' || !event.message.isBackground) this.events.add(event);
    });
  }

  /** Resolves when every edge listens. Rejects if a port is taken. */
  start(): Promise<void> {
    return this.lab.start();
  }

  async stop(): Promise<void> {
    this.events.close();
    await this.lab.stop();
  }

  async strike(strike: Strike) {
    return Promise.resolve(this.lab.arm(strike));
  }

  async strikes() {
    return Promise.resolve(this.lab.strikes());
  }

  async release(strikeId: string, how: Release): Promise<void> {
    this.lab.release(strikeId, how);
    return Promise.resolve();
  }

  fault(route: string, fault: Fault) {
    return this.lab.setFault(route, fault);
  }

  async faults() {
    return Promise.resolve(this.lab.faults());
  }

  /** Ignores a fault that has already expired, like the lab's client. */
  async clear(faultId: string): Promise<void> {
    if (this.lab.faults().some((each) => each.faultId === faultId)) await this.lab.clearFault(faultId);
  }

  async heal(): Promise<void> {
    await this.lab.heal();
  }
}
