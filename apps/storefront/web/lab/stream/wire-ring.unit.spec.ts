import { describe, expect, it } from '@jest/globals';
import { type LabEvent } from '@holdfast/lab-api';
import { WireRing } from './wire-ring.ts';

const event = (connection: number): LabEvent => ({
  type: 'connection',
  at: connection,
  edge: 'checkout->payments',
  connection,
  state: 'opened',
});
const numbers = (events: readonly LabEvent[]): readonly number[] =>
  events.map((event) => ('at' in event ? event.at : -1));

describe('the ring of the wire', () => {
  it('returns what arrived after the last call', () => {
    const ring = new WireRing(10);
    ring.add({ events: [event(1), event(2)], omitted: 0 });
    const first = ring.after(0);
    ring.add({ events: [event(3)], omitted: 4 });
    const second = ring.after(first.next);
    expect([numbers(first.events), numbers(second.events), ring.after(second.next).events]).toEqual([
      [1, 2],
      [3],
      [],
    ]);
    expect(ring.omitted).toBe(4);
  });

  it('lets the oldest give way, for readers that fell behind too', () => {
    const ring = new WireRing(3);
    for (const n of [1, 2, 3, 4, 5]) ring.add({ events: [event(n)], omitted: 0 });
    expect(numbers(ring.after(0).events)).toEqual([3, 4, 5]);
    expect(numbers(ring.after(1).events)).toEqual([3, 4, 5]);
    expect(numbers(ring.after(4).events)).toEqual([5]);
  });
});
