import { type LabEvent, type WireBatch } from '@holdfast/lab-api';

/** The history of a new stream, at most 600 events, and three seconds of the wire at its most: 600 each. */
const mostKept = 2_400;

export interface WireTail {
  readonly events: readonly LabEvent[];
  /** Pass it to the next call. */
  readonly next: number;
}

/**
 * The newest events of the wire, in the order of their arrival, for views that begin to listen a moment after
 * the stream began. The oldest give way.
 */
export class WireRing {
  private readonly slots: LabEvent[] = [];
  /** Events that ever arrived. */
  private arrived = 0;
  private left = 0;

  constructor(private readonly capacity = mostKept) {}

  add({ events, omitted }: WireBatch): void {
    for (const event of events) {
      this.slots[this.arrived % this.capacity] = event;
      this.arrived += 1;
    }
    this.left += omitted;
  }

  /** Events that the lab left out since the page began to listen. */
  get omitted(): number {
    return this.left;
  }

  /** The events after those of an earlier call; 0 for all that are kept. */
  after(cursor: number): WireTail {
    const first = Math.max(cursor, this.arrived - this.capacity, 0);
    const events: LabEvent[] = [];
    for (let at = first; at < this.arrived; at += 1) {
      const event = this.slots[at % this.capacity];
      if (event !== undefined) events.push(event);
    }
    return { events, next: this.arrived };
  }
}
