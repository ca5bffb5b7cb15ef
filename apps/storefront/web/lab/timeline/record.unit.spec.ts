import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ActiveFault, type ArmedStrike, type LabEvent, type Message } from '@holdfast/lab-api';
import { lostAnswer, newMessage, orderId, start } from './lost-answer.fixture.ts';
import { markText } from './mark.ts';
import { TimelineRecord } from './record.ts';

const message = (part: Partial<Message>): LabEvent => ({ type: 'message', message: newMessage(part) });
const closed = (connection: number, at: number): LabEvent => ({
  type: 'connection',
  at,
  edge: '',
  connection,
  state: 'closed',
});
const struck = (of: Message, action: ArmedStrike['action']): LabEvent => ({
  type: 'struck',
  at: of.at,
  strike: {
    strikeId: 'strike-1',
    edge: of.edge,
    direction: of.direction,
    action,
    state: action.kind === 'hold' ? 'held' : 'struck',
    message: of,
  },
});
const faultStruck = (number: number | null, fault: Partial<ActiveFault>): LabEvent => ({
  type: 'fault_struck',
  at: start,
  fault: { faultId: 'fault-1', edge: '*', struck: 1, kind: 'reset', ...fault } as ActiveFault,
  message: number,
});

let record: TimelineRecord;
beforeEach(() => {
  record = new TimelineRecord();
});
const markOf = (number: number): string | undefined => {
  const found = record.find(number);
  return found && markText(found);
};

describe('the record', () => {
  it('marks the lost response and the second attempt of an order', () => {
    record.ingest(lostAnswer());
    const marked = record.talk
      .all()
      .map((each) => [each.label, markText(each)])
      .filter(([, mark]) => mark !== 'request' && mark !== 'response');
    expect(marked).toEqual([
      ['200 POST /v1/payment_intents', 'struck: connection reset, never arrived'],
      ['POST /v1/payment_intents', 'attempt 2'],
    ]);
  });

  it.each<[string, ArmedStrike['action'] | Partial<ActiveFault>, string]>([
    ['a delay', { kind: 'delay', ms: 3000 }, 'struck: 3 s late'],
    ['a duplicate', { kind: 'duplicate' }, 'struck: sent twice'],
    ['a black hole', { kind: 'black_hole' }, 'struck: dropped in silence, never arrived'],
    ['latency', { kind: 'latency', ms: 2500 }, 'struck: 2.5 s late'],
    ['a status', { kind: 'status', status: 503 }, 'struck: 503 returned instead, never arrived'],
    ['garbage', { kind: 'garbage' }, 'struck: replaced by garbage'],
  ])('says what %s did to a message', (_, action, mark) => {
    record.ingest([message({ number: 7 }), faultStruck(7, action as Partial<ActiveFault>)]);
    expect(markOf(7)).toBe(mark);
  });

  it('ignores a fault that hit connections', () => {
    record.ingest([message({ number: 7 }), faultStruck(null, { kind: 'refuse' })]);
    expect(markOf(7)).toBe('request');
  });

  it('takes a struck message from the strike if the lab left out the message', () => {
    record.ingest([struck(newMessage({ number: 7 }), { kind: 'cut' })]);
    expect(markOf(7)).toBe('struck: cut in half, never arrived');
  });

  it.each([
    ['forward', 'struck: held for 2.1 s'],
    ['drop', 'struck: held for 2.1 s, then dropped, never arrived'],
  ] as const)('says how a held message was released: %s', (how, mark) => {
    const held = newMessage({ number: 7 });
    record.ingest([{ type: 'message', message: held }, struck(held, { kind: 'hold' })]);
    expect(markOf(7)).toBe('struck: held');
    record.ingest([{ type: 'released', at: held.at + 2100, strikeId: 'strike-1', how }]);
    expect(markOf(7)).toBe(mark);
  });

  it('reports no response once the connection of a request closes, and only then', () => {
    record.ingest([
      message({ number: 1, connection: 5, exchange: 1 }),
      message({ number: 2, connection: 5, exchange: 1, direction: 'response', at: start + 1 }),
      message({ number: 3, connection: 6, exchange: 2, at: start + 2 }),
    ]);
    expect(markOf(3)).toBe('request');
    record.ingest([closed(5, start + 3), closed(6, start + 4)]);
    expect([markOf(1), markOf(3)]).toEqual(['request', 'no response']);
    expect(record.find(3)?.unansweredAt).toBe(start + 4);
  });

  it.each<[string, Partial<Message>, number]>([
    ['the same key', { key: 'k1', bytes: 630 }, 2],
    ['another key', { key: 'k2' }, 1],
    ['the same label on another connection', { key: 'k1', route: 'shopper->checkout' }, 1],
  ])('counts a request with %s as attempt %s', (_, part, attempt) => {
    record.ingest([message({ number: 1, key: 'k1' }), message({ number: 2, at: start + 1, ...part })]);
    expect(record.find(2)?.attempt).toBe(attempt);
  });

  it.each<[string, Partial<Message>, number]>([
    ['the same webhook', {}, 2],
    ['another webhook about the order', { bytes: 700 }, 1],
    ['a message about several orders', { orders: [orderId, 'ord_2'] }, 1],
    ['a response', { direction: 'response' }, 1],
    ['a statement', { protocol: 'postgres' }, 1],
  ])('counts %s without a key as attempt %s', (_, part, attempt) => {
    record.ingest([
      message({ number: 1, orders: [orderId] }),
      message({ number: 2, at: start + 1, orders: [orderId], ...part }),
    ]);
    expect(record.find(2)?.attempt).toBe(attempt);
  });

  it('leaves out background, and messages that a new stream repeats', () => {
    record.ingest([message({ number: 1 }), message({ number: 2, at: start + 1 })]);
    record.ingest([message({ number: 1 }), message({ number: 3, at: start + 2, isBackground: true })]);
    expect(record.all().map(({ number }) => number)).toEqual([1, 2]);
  });

  it('begins again when the lab was restarted', () => {
    record.ingest([message({ number: 80 }), message({ number: 1, at: start + 9_000 })]);
    expect(record.all().map(({ number }) => number)).toEqual([1]);
  });

  it('keeps the newest messages, those to stores apart from the others', () => {
    record = new TimelineRecord({ talk: 2, stores: 2 });
    for (let number = 1; number <= 9; number += 1)
      record.ingest([
        message({ number, at: start + number, route: number > 6 ? 'email->postgres' : 'email->mail' }),
      ]);
    expect(record.all().map(({ number }) => number)).toEqual([5, 6, 8, 9]);
    expect(record.between(start + 5, start + 9, true).map(({ number }) => number)).toEqual([5, 6, 8]);
    expect(record.between(start + 5, start + 9, false).map(({ number }) => number)).toEqual([5, 6]);
    expect(record.talk.countBetween(start + 6, start + 99)).toBe(1);
  });

  it('returns the time of the oldest message that changed', () => {
    const held = newMessage({ number: 1 });
    expect(record.ingest([{ type: 'message', message: held }, message({ number: 2, at: start + 5 })])).toBe(
      start,
    );
    expect(record.ingest([struck(held, { kind: 'reset' })])).toBe(start);
    expect(record.ingest([closed(99, start + 9)])).toBeUndefined();
  });
});
