import { describe, expect, it } from '@jest/globals';
import { type Message } from '@holdfast/lab-api';
import { messagesOf } from './following.ts';
import { lostAnswer, newMessage, orderId, start } from './lost-answer.fixture.ts';
import { TimelineRecord } from './record.ts';

const followed = (...messages: readonly Partial<Message>[]): readonly number[] => {
  const record = new TimelineRecord();
  record.ingest(
    messages.map((part, index) => ({
      type: 'message',
      message: newMessage({ number: index + 1, at: start + index, exchange: index + 1, ...part }),
    })),
  );
  return messagesOf(orderId, record.all()).map(({ number }) => number);
};

describe('following an order', () => {
  it('finds every message of it that is not to a store', () => {
    const record = new TimelineRecord();
    record.ingest(lostAnswer());
    const talk = messagesOf(orderId, record.all()).filter(({ isStore }) => !isStore);
    expect(talk.map(({ route, label }) => `${route} ${label}`)).toEqual([
      'shopper->checkout POST /checkouts',
      'checkout->payments POST /payments',
      'payments->stripe POST /v1/payment_intents',
      'payments->stripe 200 POST /v1/payment_intents',
      ...Array<string>(3).fill('stripe->payments POST /webhooks/stripe'),
      ...Array<string>(3).fill('stripe->payments 200 POST /webhooks/stripe'),
      'payments->stripe POST /v1/payment_intents',
      'payments->stripe 200 POST /v1/payment_intents',
      'checkout->payments 201 POST /payments',
      'shopper->checkout 201 POST /checkouts',
      'email->mail MAIL',
      'email->mail RCPT',
      'email->mail DATA',
      'email->mail 250 MAIL',
      'email->mail 250 RCPT',
      'email->mail 354 DATA',
      'email->mail DATA content',
      'email->mail 250 DATA content',
    ]);
  });

  it('finds an earlier attempt with the same key, whose response never came', () => {
    expect(
      followed(
        { key: 'k1', label: 'POST /checkouts' },
        { key: 'k2', label: 'POST /checkouts' },
        { key: 'k1', label: 'POST /checkouts' },
        { exchange: 3, direction: 'response', label: '201 POST /checkouts', orders: [orderId] },
      ),
    ).toEqual([1, 3, 4]);
  });

  it('leaves out lists of many orders, except in stores, where one statement writes several', () => {
    const both = [orderId, 'ord_2'];
    expect(
      followed({ orders: both }, { orders: both, route: 'checkout->postgres', protocol: 'postgres' }),
    ).toEqual([2]);
  });

  it('leaves out the email before it on the same connection', () => {
    const mail = { route: 'email->mail', protocol: 'smtp', connection: 9 } as const;
    expect(
      followed(
        { ...mail, label: 'MAIL' },
        { ...mail, label: 'DATA content', orders: ['ord_2'] },
        { ...mail, label: 'MAIL' },
        { ...mail, label: 'DATA content', orders: [orderId] },
      ),
    ).toEqual([3, 4]);
  });

  it('finds nothing for an order that is not there', () => {
    expect(messagesOf('ord_0', [])).toEqual([]);
  });
});
