import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { type LabEvent } from '@holdfast/lab-api';
import { now } from '../waiting/clock.ts';
import { LabEvents } from './lab-events.ts';

describe('LabEvents', () => {
  const { signal } = new AbortController();
  let events: LabEvents;
  let server: http.Server;
  let stream: http.ServerResponse;

  beforeEach(async () => {
    server = http.createServer((_, response) => {
      stream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    events = new LabEvents();
    await events.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    events.close();
    server.closeAllConnections();
    server.close();
  });

  const happen = (at: number): void => {
    const event: LabEvent = { type: 'released', at, strikeId: 'strike-1', how: 'drop' };
    stream.write(`data:${JSON.stringify(event)}\n\n`);
  };

  it('stirs on new events, but not on earlier ones', async () => {
    happen(1);
    await events.first(({ type }) => type, 10_000, signal);
    let hasStirred = false;
    const stirred = events.stir(0, 10_000, signal).then(() => (hasStirred = true));
    await events.calm(0, 10_000, signal);
    expect(hasStirred).toBe(false);
    happen(2);
    expect(await stirred).toBe(true);
    expect(events.since(2)).toHaveLength(1);
  });

  it('detects an event since a moment, or waits for one', async () => {
    const before = now();
    happen(1);
    await events.first(({ type }) => type, 10_000, signal);
    await events.movedSince(before, 3_600_000, signal);
    let hasMoved = false;
    const moved = events.movedSince(now(), 3_600_000, signal).then(() => (hasMoved = true));
    await events.calm(0, 10_000, signal);
    expect(hasMoved).toBe(false);
    happen(2);
    expect(await moved).toBe(true);
    await events.movedSince(now(), 1, signal);
  });

  it('is calm without events, and respects its timeout', async () => {
    happen(1);
    await events.first(({ type }) => type, 10_000, signal);
    await events.calm(3_600_000, 1, signal);
    await events.stir(3_600_000, 1, signal);
  });

  it('rejects when its signal is aborted', async () => {
    const ending = new AbortController();
    const stirred = events.stir(1, 3_600_000, ending.signal);
    ending.abort(new Error('the end'));
    await expect(stirred).rejects.toThrow('the end');
  });
});
