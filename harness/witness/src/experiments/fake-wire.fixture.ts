import { type Fault, type LabEvent, type Message, type Strike } from '@holdfast/lab-api';
import { type VirtualClock } from './virtual-clock.fixture.ts';

export interface FakeStrike {
  readonly strike: Strike;
  state: 'armed' | 'held' | 'struck';
  message: Message | null;
}

export interface FakeFault {
  readonly edge: string;
  readonly fault: Pick<Fault, 'kind'>;
  struck: number;
}

/** The lab between the processes of `FakeShop`. */
export class FakeWire {
  readonly events: LabEvent[] = [];
  readonly strikes: FakeStrike[] = [];
  readonly faults = new Set<FakeFault>();
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  has(edge: string): boolean {
    return [...this.faults].some((each) => each.edge === edge);
  }

  /** The fault that a message on this edge meets now. */
  faultOn(edge: string, kind?: string): FakeFault | undefined {
    const found = [...this.faults].find(
      (each) => each.edge === edge && (kind === undefined || each.fault.kind === kind),
    );
    if (found !== undefined) found.struck += 1;
    return found;
  }

  /** Sends a message, and returns the strike that hits it. */
  hit(edge: string, direction: Message['direction'], label: string): FakeStrike | undefined {
    const message = this.message(edge, direction, label);
    const found = this.strikes.find(
      ({ strike, state }) => state === 'armed' && strike.edge === edge && strike.direction === direction,
    );
    if (found === undefined) return undefined;
    found.message = message;
    found.state = found.strike.action.kind === 'hold' ? 'held' : 'struck';
    return found;
  }

  message(route: string, direction: Message['direction'], label: string, key?: string): Message {
    const [sender = '', receiver = ''] = route.split('->');
    const message: Message = {
      number: this.events.length + 1,
      at: this.clock.now(),
      edge: route,
      route,
      protocol: 'http',
      direction,
      label,
      sender,
      receiver,
      connection: 1,
      bytes: 1,
      isBackground: false,
      exchange: this.events.length + 1,
      orders: [],
      ...(key === undefined ? {} : { key }),
    };
    this.events.push({ type: 'message', message });
    return message;
  }
}
