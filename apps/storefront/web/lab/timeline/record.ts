import { type LabEvent, type Message } from '@holdfast/lab-api';
import { Attempts } from './attempts.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import { SightingRing } from './sighting-ring.ts';
import { releasedAs, struckBy } from './struck.ts';

/** A minute at 10 orders a second: some 20 messages of each are not to a store. */
const capacity = { talk: 15_000, stores: 24_000 };
const mostOpen = 2_000;

interface Held {
  readonly sighting: Sighting;
  readonly since: number;
}

/** The recent messages of the wire, each with its fate. */
export class TimelineRecord {
  readonly talk: SightingRing;
  readonly stores: SightingRing;
  private attempts = new Attempts();
  /** Requests without a response so far, by exchange. */
  private readonly open = new Map<number, Sighting>();
  private readonly held = new Map<string, Held>();
  private newest = { number: 0, at: 0 };

  constructor(most = capacity) {
    this.talk = new SightingRing(most.talk);
    this.stores = new SightingRing(most.stores);
  }

  /** The time of the newest message, by the lab's clock. 0 without any. */
  get newestAt(): number {
    return this.newest.at;
  }

  find(number: number): Sighting | undefined {
    return this.talk.find(number) ?? this.stores.find(number);
  }

  /** In the order of their numbers. */
  all(): readonly Sighting[] {
    return inOrder(this.talk.all(), this.stores.all());
  }

  between(from: number, to: number, withStores: boolean): readonly Sighting[] {
    const talk = this.talk.between(from, to);
    return withStores ? inOrder(talk, this.stores.between(from, to)) : talk;
  }

  /** Returns the time of the oldest message that was added or changed; undefined if none was. */
  ingest(events: readonly LabEvent[]): number | undefined {
    const touched = events.map((event) => this.see(event)).filter((at) => at !== undefined);
    return touched.length === 0 ? undefined : Math.min(...touched);
  }

  private see(event: LabEvent): number | undefined {
    switch (event.type) {
      case 'message':
        return this.add(event.message)?.at;
      case 'struck':
        return this.strike(event);
      case 'fault_struck':
        return event.message === null ? undefined : this.mark(event.message, event.fault);
      case 'released':
        return this.release(event);
      case 'connection':
        return event.state === 'closed' ? this.closed(event.connection, event.at) : undefined;
      default:
        return undefined;
    }
  }

  private add(message: Message): Sighting | undefined {
    const { number, at } = message;
    if (message.isBackground) return undefined;
    if (number <= this.newest.number) {
      const known = this.find(number);
      // A new stream may repeat the end of the one before it.
      if (known?.at === at || at <= this.newest.at) return known;
      this.startAgain();
    }
    this.newest = { number, at };
    const sighting = sightingOf(message, this.attempts.count(message));
    (sighting.isStore ? this.stores : this.talk).add(sighting);
    this.pair(sighting);
    return sighting;
  }

  /** The lab was restarted: its numbers begin at 1. */
  private startAgain(): void {
    this.talk.clear();
    this.stores.clear();
    this.open.clear();
    this.held.clear();
    this.attempts = new Attempts();
  }

  private pair(sighting: Sighting): void {
    const { exchange, direction } = sighting;
    if (exchange === null) return;
    this.open.delete(exchange);
    if (direction === 'response') return;
    this.open.set(exchange, sighting);
    const [oldest] = this.open.keys();
    if (this.open.size > mostOpen && oldest !== undefined) this.open.delete(oldest);
  }

  private strike({ at, strike }: Extract<LabEvent, { type: 'struck' }>): number | undefined {
    if (strike.message === null) return undefined;
    // The lab may have left out the message itself.
    const sighting = this.find(strike.message.number) ?? this.add(strike.message);
    if (sighting === undefined) return undefined;
    sighting.struck = struckBy(strike.action);
    if (strike.action.kind === 'hold') this.held.set(strike.strikeId, { sighting, since: at });
    return sighting.at;
  }

  private mark(number: number, fault: Parameters<typeof struckBy>[0]): number | undefined {
    const sighting = this.find(number);
    if (sighting === undefined) return undefined;
    sighting.struck = struckBy(fault);
    return sighting.at;
  }

  private release({ at, strikeId, how }: Extract<LabEvent, { type: 'released' }>): number | undefined {
    const held = this.held.get(strikeId);
    if (held === undefined) return undefined;
    this.held.delete(strikeId);
    held.sighting.struck = releasedAs(how, at - held.since);
    return held.sighting.at;
  }

  private closed(connection: number, at: number): number | undefined {
    let oldest: number | undefined;
    for (const [exchange, sighting] of this.open) {
      if (sighting.connection !== connection) continue;
      this.open.delete(exchange);
      if (sighting.struck?.isLost === true) continue;
      sighting.unansweredAt = at;
      oldest ??= sighting.at;
    }
    return oldest;
  }
}

/** Merges two lists that are in order. */
function inOrder(some: readonly Sighting[], others: readonly Sighting[]): readonly Sighting[] {
  const merged: Sighting[] = [];
  let next = 0;
  for (const each of some) {
    for (let other = others[next]; other !== undefined && other.number < each.number; other = others[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(each);
  }
  for (; next < others.length; next += 1) merged.push(others[next] as Sighting);
  return merged;
}
