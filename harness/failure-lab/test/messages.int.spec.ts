import { type CapturedMessage, type EdgeConfig, type LabEvent, type Message } from '@holdfast/lab-api';
import { eventually } from '@holdfast/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { edgeTo } from './edge.ts';
import { LabProcess } from './lab-process.ts';

const orderId = 'ord_0190a3f8000070008000000000000000';
const payments = http.createServer((_, response) => void response.writeHead(201).end('{}'));
let edge: EdgeConfig;
let lab: LabProcess;

const nowhere = 'http://127.0.0.1:9';
const observe = {
  target: 'processes',
  portBase: 3000,
  services: {},
  shopUrl: null,
  simulatorUrl: null,
  inboxUrl: nowhere,
  redisUrl: null,
  postgresUrl: 'postgres://observer@127.0.0.1:9/checkout',
  operatorKey: 'none',
  stripeSecretKey: 'none',
};

beforeAll(async () => {
  payments.listen(0, '127.0.0.1');
  await once(payments, 'listening');
  edge = await edgeTo(
    'payments',
    'http',
    new URL(`http://127.0.0.1:${(payments.address() as AddressInfo).port}`),
  );
  lab = await LabProcess.start([edge], undefined, observe);
  await lab.watch();
});

afterAll(async () => {
  await lab.stop();
  payments.closeAllConnections();
  payments.close();
});

const messages = (): Message[] =>
  lab.events.flatMap((event: LabEvent) => (event.type === 'message' ? [event.message] : []));

describe('GET /messages/:number', () => {
  it('returns the bytes of a message with its secrets masked', async () => {
    await fetch(`http://127.0.0.1:${edge.port}/payments`, {
      method: 'POST',
      headers: { authorization: 'Bearer checkout-key-1', 'idempotency-key': 'k-1' },
      body: JSON.stringify({ orderId }),
    });
    const [request] = await eventually(() => {
      expect(messages()).toHaveLength(2);
      return messages();
    });
    expect(request).toMatchObject({ orders: [orderId], key: expect.stringMatching(/^[0-9a-f]{12}$/) });
    const { status, body } = await lab.call('GET', `/messages/${request?.number}`);
    const { head, ...captured } = body as CapturedMessage;
    expect({ status, ...captured }).toEqual({
      status: 200,
      message: request,
      body: JSON.stringify({ orderId }),
      bytes: request?.bytes,
      cutAt: null,
      masked: ['authorization'],
    });
    expect(head).toMatch(/^POST \/payments HTTP\/1\.1\r\n/);
    expect(head).toContain('authorization: [masked]');
  });

  it.each([
    ['99', 404, 'There is no message 99. The latest is 2.'],
    ['0', 404, 'There is no message 0. The latest is 2.'],
    ['latest', 400, 'A message has a number, such as 42, not "latest".'],
  ])('has no message %s', async (number, status, detail) => {
    expect(await lab.call('GET', `/messages/${number}`)).toMatchObject({
      status,
      contentType: 'application/problem+json',
      body: { detail },
    });
  });

  it('says that a message is forgotten', async () => {
    await fetch(`http://127.0.0.1:${edge.port}/metrics`);
    await eventually(() => expect(messages()).toHaveLength(4));
    const background = messages()[2];
    expect(background).toMatchObject({ label: 'GET /metrics', isBackground: true });
    expect(await lab.call('GET', `/messages/${background?.number}`)).toMatchObject({
      status: 410,
      body: { title: 'Gone', detail: expect.stringMatching(/^The lab has forgotten message 3, or/) },
    });
  });
});
