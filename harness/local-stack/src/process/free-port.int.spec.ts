import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import net from 'node:net';
import { freePort } from './free-port.ts';

const ports = (count: number, worker?: string): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => freePort(worker)));

describe('freePort', () => {
  it('gives no port twice, none of an outgoing connection, and each Jest worker others', async () => {
    const given = await Promise.all(['1', '2', '3', '4'].map((worker) => ports(200, worker)));
    expect(new Set(given.flat()).size).toBe(800);
    expect(Math.max(...given.flat())).toBeLessThan(32_768);
    const ranges = given.map((each) => [Math.min(...each), Math.max(...each)] as const);
    for (const [n, [from]] of ranges.entries()) expect(from).toBeGreaterThan(ranges[n - 1]?.[1] ?? 0);
  });

  it('gives a port that a process can listen on', async () => {
    const server = net.createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
});
