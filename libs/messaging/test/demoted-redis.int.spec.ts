import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findOrFetchRedis, freePort, type ManagedProcess, startRedis } from '@holdfast/local-stack';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { closeQueue, openQueue } from '../src/index.ts';
import { aQueue, collect } from './outbox-fixture.ts';

describe('a consumer whose Redis becomes a replica, and keeps its connections', () => {
  const folder = temporaryFolder();
  const servers: { readonly port: number; readonly process: ManagedProcess }[] = [];
  /** Where new connections lead, as a name or a virtual address does after a failover. */
  let primary: number;
  const address = createServer((client) => {
    const server = connect(primary, '127.0.0.1');
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });

  beforeAll(async () => {
    for (const name of ['first', 'second']) {
      const port = await freePort();
      const process = await startRedis({
        dataDir: path.join(folder, name),
        port,
        program: findOrFetchRedis(),
      });
      servers.push({ port, process });
    }
    address.listen(0, '127.0.0.1');
    await once(address, 'listening');
  });

  afterAll(async () => {
    address.close();
    await Promise.all(servers.map(({ process }) => process.kill()));
    rmSync(folder, { recursive: true, force: true });
  });

  const urlOf = (port: number): string => `redis://127.0.0.1:${port}`;

  async function add(queue: string, jobId: string): Promise<void> {
    const jobs = openQueue(queue, urlOf(primary));
    await jobs.add('made', { messageId: jobId, traceparent: null, payload: null }, { jobId });
    await closeQueue(jobs);
  }

  it('continues with the new primary', async () => {
    const [first, second] = servers.map(({ port }) => port) as [number, number];
    primary = first;
    const queue = aQueue();
    const { deliveries, close } = collect(queue, urlOf((address.address() as AddressInfo).port));
    try {
      await add(queue, 'before');
      await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual(['before']));
      primary = second;
      const demoted = new Redis(urlOf(first));
      await demoted.replicaof('127.0.0.1', second);
      demoted.disconnect();
      await add(queue, 'after');
      await eventually(() => expect(deliveries.map(({ id }) => id)).toContain('after'));
    } finally {
      await close(true);
    }
  });
});
