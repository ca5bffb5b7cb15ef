import { mkdirSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { freePort } from '../process/free-port.ts';
import { ManagedProcess } from '../process/managed-process.ts';
import { type RedisProgram, redisProcess } from './redis-server.ts';

/** 3 nodes: the fewest that still have a majority when one is gone. */
const nodeCount = 3;
const slotCount = 16_384;
/** 30 s: three nodes on one idle machine connect within 2 s; the rest is for a busy one. */
const formsWithinMs = 30_000;

export interface TestRedisCluster {
  /** `redis+cluster://` with every node. */
  readonly url: string;
  /** Pauses all nodes until `resume`, as if the network dropped everything. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Redis Cluster of three nodes without replicas on free loopback ports; resolves when every node
 * reports it complete.
 */
export async function startRedisCluster(dataDir: string, program: RedisProgram): Promise<TestRedisCluster> {
  const nodes: { port: number; busPort: number; server: ManagedProcess }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(({ server }) => server.stop()));
  };
  try {
    for (let number = 1; number <= nodeCount; number += 1) {
      const [port, busPort] = [await freePort(), await freePort()];
      const server = nodeProcess(path.join(dataDir, `redis-${number}`), port, busPort, program);
      nodes.push({ port, busPort, server });
      await server.start();
    }
    await join(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  const [first = '', ...others] = nodes.map(({ port }) => `127.0.0.1:${port}`);
  return {
    url: `redis+cluster://${first}?${others.map((node) => `node=${node}`).join('&')}`,
    pause: () => nodes.forEach(({ server }) => server.pause()),
    resume: () => nodes.forEach(({ server }) => server.resume()),
    stop,
  };
}

function nodeProcess(dataDir: string, port: number, busPort: number, program: RedisProgram): ManagedProcess {
  mkdirSync(dataDir, { recursive: true });
  const spec = redisProcess({ dataDir, port, program });
  const settings = [
    '--cluster-enabled',
    'yes',
    '--cluster-port',
    `${busPort}`,
    '--cluster-node-timeout',
    '5000',
  ];
  return new ManagedProcess(
    { ...spec, args: [...spec.args, ...settings], sharesCtrlC: true },
    path.join(dataDir, 'redis.log'),
  );
}

/**
 * Does the work of `redis-cli --cluster create`: gives each node its share of the slots and introduces it to
 * the first.
 */
async function join(nodes: readonly { port: number; busPort: number }[]): Promise<void> {
  const { Redis } = await import('ioredis');
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
  const [first] = nodes;
  try {
    for (const [index, client] of clients.entries()) {
      const [from, to] = [index, index + 1].map((n) => Math.floor((n * slotCount) / nodes.length));
      await client.cluster('ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1);
      // Two nodes with the same epoch would have to agree on another one first.
      await client.cluster('SET-CONFIG-EPOCH', index + 1);
      if (index > 0 && first !== undefined)
        await client.call('CLUSTER', 'MEET', '127.0.0.1', `${first.port}`, `${first.busPort}`);
    }
    const deadline = performance.now() + formsWithinMs;
    while (!(await Promise.all(clients.map(isWhole))).every(Boolean)) {
      if (performance.now() > deadline)
        throw new Error('the nodes of the Redis Cluster cannot connect to each other');
      await sleep(50);
    }
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function isWhole(client: Redis): Promise<boolean> {
  const info = String(await client.cluster('INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodeCount}`);
}
