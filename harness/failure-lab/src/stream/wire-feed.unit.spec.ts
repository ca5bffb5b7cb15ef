import { describe, expect, it } from '@jest/globals';
import { type LabEvent, type Message } from '@holdfast/lab-api';
import { batchOf, isWanted } from './wire-feed.ts';

const message = (number: number, protocol: Message['protocol']): LabEvent =>
  ({ type: 'message', message: { number, protocol } }) as LabEvent;
const numbers = (events: readonly LabEvent[]): number[] =>
  events.map((event) => (event.type === 'message' ? event.message.number : 0));

const connection = (edge: string, state: 'opened' | 'closed'): LabEvent => ({
  type: 'connection',
  at: 0,
  edge,
  connection: 1,
  state,
});

describe('isWanted', () => {
  it.each([
    ['checkout->payments', 'closed', true],
    ['checkout->payments', 'opened', false],
    ['checkout->postgres', 'closed', false],
    ['email->redis', 'closed', false],
  ] as const)('for a connection of %s that is %s: %s', (edge, state, is) => {
    expect(isWanted(connection(edge, state))).toBe(is);
  });

  it('is false for background', () => {
    const poll = { type: 'message', message: { isBackground: true } } as LabEvent;
    expect(isWanted(poll)).toBe(false);
  });
});

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
      connection('checkout->payments', 'closed'),
    ];
    const { events: kept, omitted } = batchOf(events, 3);
    expect([numbers(kept), omitted]).toEqual([[1, 2, 4], 3]);
  });
});
