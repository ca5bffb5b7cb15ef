import { type ArmedStrike, type LabEvent, type Message } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { outcomeOfReason } from './try-words.ts';
import { wireRecordOf } from './wire-tries.ts';

const orderId = 'ord_0190a3f8000070008000000000000000';

const aMessage = (number: number, over: Partial<Message> = {}): Message => ({
  number,
  at: number * 1_000,
  edge: 'payments->stripe',
  route: 'payments->stripe',
  protocol: 'http',
  direction: 'request',
  label: 'POST /v1/payment_intents',
  sender: 'payments',
  receiver: 'stripe',
  connection: 7,
  bytes: 1,
  exchange: 1,
  orders: [orderId],
  isBackground: false,
  ...over,
});
const passed = (message: Message): LabEvent => ({ type: 'message', message });
const response = (number: number, status: number): Message =>
  aMessage(number, { direction: 'response', label: `${status} POST /v1/payment_intents`, orders: [] });
const struck = (message: Message, kind: ArmedStrike['action']['kind']): LabEvent => ({
  type: 'struck',
  at: message.at,
  strike: {
    strikeId: 's',
    edge: message.edge,
    direction: message.direction,
    action: { kind } as ArmedStrike['action'],
    state: 'struck',
    message,
  },
});
const closed = (endedBy: 'caller' | 'server' | 'lab', at: number): LabEvent => ({
  type: 'connection',
  at,
  edge: 'payments->stripe',
  connection: 7,
  state: 'closed',
  endedBy,
});

describe('the tries of an order on the wire', () => {
  it.each<[string, LabEvent[]]>([
    ['no response yet', []],
    ['response 503', [passed(response(2, 503)), closed('caller', 9_000)]],
    ['timed out after 5 s', [closed('caller', 6_000)]],
    ['connection reset', [closed('server', 1_200)]],
    [
      'connection reset: the response was lost',
      [passed(response(2, 200)), struck(response(2, 200), 'reset'), closed('lab', 2_001)],
    ],
    [
      'timed out after 5 s: the request was lost',
      [struck(aMessage(1), 'black_hole'), closed('caller', 6_000)],
    ],
    ['response 200', [passed(response(2, 200)), struck(response(2, 200), 'delay'), closed('lab', 9_000)]],
  ])('end as %j', (outcome, events) => {
    expect(wireRecordOf(orderId, [passed(aMessage(1)), ...events]).tries).toEqual([
      { at: 1_000, by: 'payments', outcome, message: 1 },
    ]);
  });

  it('leave out other orders and other requests, and keep all messages that name the order', () => {
    const other = aMessage(1, { orders: ['ord_0190a3f8000070008000000000000001'] });
    const insert = aMessage(2, { route: 'checkout->postgres', label: 'insert orders', exchange: 2 });
    expect(wireRecordOf(orderId, [passed(other), passed(insert)])).toEqual({ tries: [], messages: [2] });
  });
});

describe('the outcome of a try in words', () => {
  it.each([
    ['payments: no response within 5000 ms', 'timed out after 5 s'],
    ['payments: read ECONNRESET', 'connection reset'],
    ['payments: connect ECONNREFUSED 127.0.0.1:3002', 'connection refused'],
    ['payments: returned 503', 'response 503'],
    ['payments: not called: its breaker is open', 'not sent: the breaker is open'],
    ['payments: not called: too little time left', 'not sent: too little time left'],
    ['its process\nleft it', 'its process left it'],
  ])('%j is %j', (reason, outcome) => {
    expect(outcomeOfReason(reason)).toBe(outcome);
  });
});
