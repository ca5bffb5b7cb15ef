import { describe, expect, it } from '@jest/globals';
import { type LabEvent, type Message } from '@holdfast/lab-api';
import { batchOf } from './wire-feed.ts';

const message = (number: number, protocol: Message['protocol']): LabEvent =>
  ({ type: 'message', message: { number, protocol } }) as LabEvent;
const numbers = (events: readonly LabEvent[]): number[] =>
  events.map((event) => (event.type === 'message' ? event.message.number : 0));

describe('batchOf', () => {
  it('keeps all events, in their order, if there is room', () => {
    const events = [message(1, 'postgres'), message(2, 'http')];
    expect(batchOf(events, 2)).toEqual({ events, omitted: 0 });
  });

  it('leaves out statements and commands first, counts what it omits, and keeps the order', () => {
    const events = [
      message(1, 'postgres'),
      message(2, 'http'),
      message(3, 'redis'),
      message(4, 'smtp'),
      message(5, 'postgres'),
    ];
    const { events: kept, omitted } = batchOf(events, 3);
    expect([numbers(kept), omitted]).toEqual([[1, 2, 4], 2]);
  });
});
