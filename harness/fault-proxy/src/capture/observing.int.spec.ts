import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpLab } from '../fixtures/http-lab.ts';
import { MessageForgotten, NoSuchMessage } from '../lab.ts';

const orderId = 'ord_0190a3f8000070008000000000000000';
let http: HttpLab;

afterEach(() => http.stop());

describe('a lab that observes', () => {
  beforeEach(async () => {
    http = await HttpLab.start({}, [], { observe: true });
  });

  it('reads the orders, the key and the bytes of each message', async () => {
    const headers = { 'idempotency-key': 'k-1', authorization: 'Bearer secret-of-ada' };
    await http.send('POST', '/payments', `{"orderId":"${orderId}","again":"${orderId}"}`, 5_000, headers);
    await http.send('POST', '/payments', 'no order here', 5_000, { 'Idempotency-Key': 'k-1' });
    const [first, response, second, other] = http.messages();
    expect(first).toMatchObject({ orders: [orderId], key: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(response).toMatchObject({ orders: [orderId], exchange: first?.exchange });
    expect(response).not.toHaveProperty('key');
    expect(second).toMatchObject({ orders: [], key: first?.key });
    expect(other?.exchange).toBe(second?.exchange);
    expect(second?.exchange).not.toBe(first?.exchange);
    const captured = http.lab.captured(1);
    expect(captured).toMatchObject({
      message: first,
      head: expect.stringContaining('authorization: [masked]'),
      body: expect.stringContaining(orderId),
      bytes: first?.bytes,
      cutAt: null,
      masked: ['authorization'],
    });
    expect(JSON.stringify(captured)).not.toContain('secret-of-ada');
  });

  it('keeps the first 4 KiB of a message', async () => {
    await http.send('POST', '/payments', 'x'.repeat(10_000));
    expect(http.lab.captured(1)).toMatchObject({ bytes: expect.any(Number), cutAt: 4_096 });
  });

  it('keeps no background messages, and knows which messages never were', async () => {
    await http.send('GET', '/metrics');
    expect(http.messages()[0]).not.toHaveProperty('orders');
    expect(() => http.lab.captured(1)).toThrow(MessageForgotten);
    expect(() => http.lab.captured(3)).toThrow(NoSuchMessage);
    expect(() => http.lab.captured(0)).toThrow('There is no message 0. The latest is 2.');
  });
});

describe('a lab that does not observe', () => {
  it('adds nothing to a message and keeps none', async () => {
    http = await HttpLab.start();
    await http.send('POST', '/payments', orderId, 5_000, { 'idempotency-key': 'k-1' });
    for (const message of http.messages())
      expect(Object.keys(message).sort()).toEqual([
        'at',
        'bytes',
        'connection',
        'direction',
        'edge',
        'exchange',
        'isBackground',
        'label',
        'number',
        'protocol',
        'receiver',
        'route',
        'sender',
      ]);
    expect(() => http.lab.captured(1)).toThrow('This lab keeps no messages.');
  });
});
