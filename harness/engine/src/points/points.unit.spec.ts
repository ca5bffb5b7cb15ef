import { type Message } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { join, nameOf, pointsOf } from './points.ts';

const aMessage = (over: Partial<Message> = {}): Message => ({
  number: 1,
  at: 0,
  edge: 'checkout-2->postgres',
  route: 'checkout->postgres',
  protocol: 'postgres',
  direction: 'request',
  label: 'COMMIT',
  sender: 'checkout-2',
  receiver: 'postgres',
  connection: 1,
  bytes: 10,
  exchange: 1,
  isBackground: false,
  ...over,
});

const namesOf = (messages: readonly Message[]) => pointsOf('checkout', messages).map(nameOf);

describe('pointsOf', () => {
  it('counts messages of one kind separately per direction', () => {
    expect(namesOf([aMessage(), aMessage({ direction: 'response' }), aMessage()])).toEqual([
      'checkout: checkout->postgres request COMMIT #1',
      'checkout: checkout->postgres response COMMIT #1',
      'checkout: checkout->postgres request COMMIT #2',
    ]);
  });

  it('omits background messages and instance numbers', () => {
    expect(pointsOf('checkout', [aMessage({ isBackground: true }), aMessage()])).toMatchObject([
      { ordinal: 1, sender: 'checkout', receiver: 'postgres' },
    ]);
  });
});

describe('join', () => {
  it('separates points of all runs from points of some', () => {
    const [short, long] = [[aMessage()], [aMessage(), aMessage()]].map((run) => pointsOf('checkout', run));
    const { points, sometimes } = join([short!, long!, short!]);
    expect(points).toEqual(short);
    expect(sometimes).toMatchObject([{ ordinal: 2, seen: 1, runs: 3 }]);
  });
});
