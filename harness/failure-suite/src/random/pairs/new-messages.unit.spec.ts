import { type Message } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { newMessages } from './new-messages.ts';

const golden = [
  { route: 'checkout->payments', direction: 'request', label: 'POST /payments', ordinal: 1 },
  { route: 'payments->stripe', direction: 'request', label: 'POST /v1/payment_intents', ordinal: 1 },
] as const;

const aMessage = (index: number, over: Partial<Message> = {}): Message =>
  ({ ...golden[index], sender: 'checkout-2', receiver: 'payments', isBackground: false, ...over }) as Message;

describe('newMessages', () => {
  it('finds nothing if all messages are as usual', () => {
    expect(newMessages('checkout', golden, [aMessage(0)], [aMessage(1)])).toEqual([]);
  });

  it('finds messages beyond the usual count, numbered from the strike', () => {
    const found = newMessages('checkout', golden, [aMessage(0)], [aMessage(1), aMessage(0), aMessage(0)]);
    expect(found.map(({ label, ordinal }) => `${label} ${ordinal}`)).toEqual([
      'POST /payments 1',
      'POST /payments 2',
    ]);
    expect(found[0]).toMatchObject({ operation: 'checkout', sender: 'checkout', receiver: 'payments' });
  });

  it('accepts messages that another unbroken operation has, up to its count', () => {
    const another = [...golden, { ...golden[0], ordinal: 2 }];
    expect(newMessages('refund', another, [aMessage(0)], [aMessage(0)])).toEqual([]);
  });

  it('finds messages that never occur otherwise, except polls', () => {
    const search = aMessage(1, { label: 'GET /v1/payment_intents/search' });
    const found = newMessages('checkout', golden, [], [search, { ...search, isBackground: true }]);
    expect(found.map(({ label }) => label)).toEqual(['GET /v1/payment_intents/search']);
  });
});
