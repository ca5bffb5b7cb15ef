import { type ArmedStrike, type Fault, type ProcessAction, type Strike } from '@holdfast/lab-api';
import {
  type CustomerResponse,
  type Ledgers,
  type ProviderFaultSetting,
  realClock,
  roleOf,
  type Shopper,
  type Stage,
  type StageBreaker,
  type StageFault,
  type StageProcess,
  type StageStrike,
} from '@holdfast/witness';
import { type System } from './system.ts';

/** 0.3: the suite's timings are shorter than those of the demo by about as much. */
const pace = 0.3;
const withBreakers = new Set(['checkout', 'payments', 'email']);

/** The suite's system as the stage of an experiment. Healing, rest and the verdict are the suite's own. */
export class SystemStage implements Stage {
  readonly clock = realClock;
  readonly pace = pace;
  private readonly system: System;

  constructor(system: System) {
    this.system = system;
  }

  get signal(): AbortSignal {
    return this.system.signal;
  }

  customer(name: string): Shopper {
    return this.system.shopper(name);
  }

  responses(): readonly CustomerResponse[] {
    return this.system.responses;
  }

  async strike(strike: Strike): Promise<StageStrike> {
    const armed = await this.system.lab.strike(strike);
    return {
      state: () => Promise.resolve(this.stateOf(armed.strikeId)),
      release: (how) => armed.release(how),
    };
  }

  async fault(edge: string, fault: Fault): Promise<StageFault> {
    const active = await this.system.lab.fault(edge, fault);
    return {
      struck: () => Promise.resolve({ struck: this.struckBy(active.faultId) }),
      clear: () => active.clear(),
    };
  }

  async provider(fault: ProviderFaultSetting): Promise<StageFault> {
    const { simulator } = this.system;
    await simulator.fault({ ...fault });
    const struck = async (): Promise<{ struck: number }> => {
      const all = await simulator.faults();
      const own = all.filter((each) => each['route'] === fault.route && each['fault'] === fault.fault);
      return { struck: own.reduce((sum, each) => sum + Number(each['struck']), 0) };
    };
    return { struck, clear: () => simulator.clearFaults() };
  }

  async process(name: string, action: ProcessAction): Promise<void> {
    await this.system.process(name)[action]();
  }

  processes(): Promise<readonly StageProcess[]> {
    return this.system.processes();
  }

  /** Processes that do not respond have no breakers now. */
  async breakers(): Promise<readonly StageBreaker[]> {
    const processes = (await this.system.processes()).filter(({ name }) => withBreakers.has(roleOf(name)));
    const read = await Promise.allSettled(processes.map(({ name }) => this.breakersOf(name)));
    return read.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  }

  async bank(orderId: string, response: 'confirm' | 'refuse' | 'cancel'): Promise<void> {
    const { simulator } = this.system;
    if (response === 'cancel') return simulator.cancel(await this.intentOf(orderId));
    const page = await this.system.until(`the bank asks about ${orderId}`, () =>
      simulator.challengeOf(orderId),
    );
    await (response === 'confirm' ? simulator.confirmWithBank(page) : simulator.refuse(page));
  }

  ledgers(): Promise<Ledgers> {
    return this.system.ledgers();
  }

  events(): ReturnType<Stage['events']> {
    return this.system.lab.events();
  }

  /** None: the suite itself checks that every strike and fault has hit something. */
  misses(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  private stateOf(strikeId: string): Pick<ArmedStrike, 'state' | 'message'> {
    const events = this.system.lab.events();
    const struck = events.find((event) => event.type === 'struck' && event.strike.strikeId === strikeId);
    if (struck?.type !== 'struck') return { state: 'armed', message: null };
    const { message, action } = struck.strike;
    const isReleased = events.some((event) => event.type === 'released' && event.strikeId === strikeId);
    return { state: action.kind === 'hold' && !isReleased ? 'held' : 'struck', message };
  }

  private struckBy(faultId: string): number {
    const counts = this.system.lab
      .events()
      .flatMap((event) =>
        event.type === 'fault_struck' && event.fault.faultId === faultId ? [event.fault.struck] : [],
      );
    return Math.max(0, ...counts);
  }

  private async breakersOf(process: string): Promise<readonly StageBreaker[]> {
    const { status, text } = await this.system.ask(process, '/resilience');
    if (status !== 200) return [];
    const { dependencies } = JSON.parse(text) as {
      readonly dependencies: readonly (Pick<StageBreaker, 'breaker'> & { readonly dependency: string })[];
    };
    return dependencies.map(({ dependency, breaker }) => ({
      process,
      edge: `${roleOf(process)}->${dependency}`,
      breaker,
    }));
  }

  private async intentOf(orderId: string): Promise<string> {
    const { intents } = await this.system.ledgers();
    const intent = intents.find((each) => each.orderId === orderId);
    if (intent === undefined) throw new Error(`Stripe has no payment for ${orderId}.`);
    return intent.intentId;
  }
}
