import { type Fault, type ProcessAction, type Strike } from '@holdfast/lab-api';
import { isOpen } from '../customers/customer.ts';
import { type CheckOut, type CustomerResponse, type Shopper } from '../customers/shopper.ts';
import { aLedger, aResponse, someEvidence } from '../invariants/evidence.fixture.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type Quiescence } from '../waiting/quiescence.ts';
import { type ProviderFaultSetting } from './experiment.ts';
import { type FakeReply } from './fake-orders.fixture.ts';
import { FakeShop } from './fake-shop.fixture.ts';
import { type FakeFault, type FakeStrike, type FakeWire } from './fake-wire.fixture.ts';
import {
  type StageBreaker,
  type StageFault,
  type StageProcess,
  type StageStrike,
  type WholeStage,
} from './stage.ts';
import { VirtualClock } from './virtual-clock.fixture.ts';

/** A stage over `FakeShop`. Its verdict comes from one paid order, unless a spec sets other ledgers. */
export class FakeStage implements WholeStage {
  readonly clock = new VirtualClock();
  readonly pace = 1;
  readonly stop = new AbortController();
  readonly shop = new FakeShop(this.clock);
  healed = 0;
  unfinished: readonly string[] = [];
  judgedLedgers: Ledgers = aLedger();
  private readonly kept: CustomerResponse[] = [];
  private readonly set: FakeFault[] = [];

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  customer(name: string): Shopper {
    const email = `${name}@run.example`;
    const attempt = async (path: string, key: string | null, send: () => Promise<FakeReply | undefined>) => {
      const startedAt = this.clock.now();
      const reply = await send();
      const { status = 0, headers = {}, body = {} } = reply ?? {};
      const text = JSON.stringify(body);
      const endedAt = this.clock.now();
      const response = aResponse({ shopper: name, path, key, startedAt, endedAt, status, headers, text });
      this.kept.push(response);
      return response;
    };
    const once = (options: CheckOut): Promise<CustomerResponse> =>
      attempt('/checkouts', options.key ?? '', () => this.shop.order(email, options, options.timeoutMs));
    const checkOut = async (options: CheckOut = {}): Promise<CustomerResponse> => {
      for (let tries = 1; ; tries += 1) {
        const response = await once(options);
        if (!isOpen(response) || tries >= (options.attempts ?? Infinity)) return response;
        await this.clock.pause(500, this.signal);
      }
    };
    return {
      name,
      email,
      checkOut,
      get: (path) => attempt(path, null, () => this.shop.suggestions(email)),
      refund: () => Promise.reject(new Error('no experiment refunds')),
      send: () => Promise.reject(new Error('no experiment sends other requests')),
    };
  }

  responses(): readonly CustomerResponse[] {
    return this.kept;
  }

  keep(response: CustomerResponse): void {
    this.kept.push(response);
  }

  strike(strike: Strike): Promise<StageStrike> {
    const armed: FakeStrike = { strike, state: 'armed', message: null };
    this.shop.wire.strikes.push(armed);
    const release = (): Promise<void> => Promise.resolve(void (armed.state = 'struck'));
    return Promise.resolve({ state: () => Promise.resolve(armed), release });
  }

  fault(edge: string, fault: Fault): Promise<StageFault> {
    return Promise.resolve(this.add({ edge, fault, struck: 0 }));
  }

  provider({ route, fault }: ProviderFaultSetting): Promise<StageFault> {
    return Promise.resolve(this.add({ edge: route, fault: { kind: fault as Fault['kind'] }, struck: 0 }));
  }

  process(name: string, action: ProcessAction): Promise<void> {
    return Promise.resolve(this.shop.act(name, action));
  }

  processes(): Promise<readonly StageProcess[]> {
    const all = [...this.shop.processes].map(([name, { state, pid }]) => ({
      name,
      state,
      identity: `${pid}`,
    }));
    return Promise.resolve(all);
  }

  breakers(): Promise<readonly StageBreaker[]> {
    return Promise.resolve(this.shop.breakers());
  }

  bank(orderId: string, response: string): Promise<void> {
    return Promise.resolve(this.shop.bank(orderId, response));
  }

  ledgers(): Promise<Ledgers> {
    this.shop.settle();
    return Promise.resolve(aLedger(this.shop.ledgers()));
  }

  events(): FakeWire['events'] {
    return this.shop.wire.events;
  }

  misses(): Promise<readonly string[]> {
    return Promise.resolve([
      ...this.shop.wire.strikes
        .filter(({ state }) => state === 'armed')
        .map(({ strike }) => `missed ${strike.edge}`),
      ...this.set
        .filter(({ struck, fault }) => struck === 0 && String(fault.kind) !== 'withhold')
        .map(({ edge }) => `missed ${edge}`),
    ]);
  }

  heal(): Promise<void> {
    this.healed += 1;
    this.shop.wire.faults.clear();
    for (const [name, { state }] of this.shop.processes)
      if (state !== 'ready') this.shop.act(name, state === 'paused' ? 'resume' : 'start');
    return Promise.resolve();
  }

  rest(): Promise<Quiescence> {
    const isQuiet = this.unfinished.length === 0;
    const quietAt = isQuiet ? this.clock.now() : undefined;
    return Promise.resolve({ quietAt, ledgers: this.judgedLedgers, unfinished: this.unfinished });
  }

  evidence(_since: object, { ledgers }: Quiescence): ReturnType<WholeStage['evidence']> {
    return someEvidence(ledgers);
  }

  private add(fault: FakeFault): StageFault {
    this.set.push(fault);
    this.shop.wire.faults.add(fault);
    return {
      struck: () => Promise.resolve(fault),
      clear: () => {
        this.shop.wire.faults.delete(fault);
        this.shop.settle();
        return Promise.resolve();
      },
    };
  }
}
