import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { forgetFailures } from './earlier-failures.ts';

interface Reported {
  readonly retriesLeft: number;
  readonly consecutiveFailures: number;
}

const clean: Reported = { retriesLeft: 10, consecutiveFailures: 0 };

describe('forgetFailures', () => {
  let server: Server;
  let reported: Reported;
  let stack: Parameters<typeof forgetFailures>[0];
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = createServer((_, response) => {
      const dependencies = [{ dependency: 'payments', breaker: 'closed', ...reported }];
      response.end(JSON.stringify({ dependencies }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    stack = { services: new Map([['checkout', `http://127.0.0.1:${port}`]]), extraServices: new Set() };
  });
  afterEach(() => void server.close());

  const shop = (rounds: number[], after: Reported) => (round: number) => {
    rounds.push(round);
    if (rounds.length === 2) reported = after;
    return Promise.resolve();
  };

  it('does nothing if no service remembers a failure', async () => {
    reported = clean;
    const rounds: number[] = [];
    expect(await forgetFailures(stack, shop(rounds, clean), signal)).toEqual([]);
    expect(rounds).toEqual([]);
  });

  it('shops until no breaker counts failures', async () => {
    reported = { ...clean, consecutiveFailures: 4 };
    const rounds: number[] = [];
    expect(await forgetFailures(stack, shop(rounds, clean), signal)).toEqual([]);
    expect(rounds).toEqual([0, 1]);
  });

  it('waits for retries without using more of them', async () => {
    reported = { ...clean, retriesLeft: 1 };
    const rounds: number[] = [];
    const forgotten = forgetFailures(stack, shop(rounds, clean), signal);
    await once(server, 'request');
    reported = clean;
    expect([await forgotten, rounds]).toEqual([[], []]);
  });

  it('says what is left if that takes too long', async () => {
    reported = { retriesLeft: 0, consecutiveFailures: 4 };
    expect(await forgetFailures(stack, shop([], reported), signal, 0)).toEqual([
      'checkout->payments: retries left: 0',
      'checkout->payments: failures in a row: 4',
    ]);
  });
});
