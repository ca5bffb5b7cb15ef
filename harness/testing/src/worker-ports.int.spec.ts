import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, repositoryRoot } from '@holdfast/local-stack';
import { workerPorts } from './worker-ports.ts';

type Range = readonly [from: number, below: number];

async function mostWorkers(): Promise<number> {
  const config = pathToFileURL(path.join(repositoryRoot, 'jest.config.mjs')).href;
  const { workers } = (await import(config)) as { workers: Readonly<Record<string, number>> };
  const { int = NaN, browser = NaN, e2e = NaN } = workers;
  return Math.max(int, browser, e2e);
}

async function singlePorts(worker: string): Promise<Range> {
  const ports = await Promise.all(Array.from({ length: 100 }, () => freePort(worker)));
  return [Math.min(...ports), Math.max(...ports) + 1];
}

describe('the ports of Jest workers', () => {
  const given = process.env['TEST_PORTS'];
  beforeAll(() => void delete process.env['TEST_PORTS']);
  afterAll(() => {
    if (given !== undefined) process.env['TEST_PORTS'] = given;
  });

  it('do not overlap, neither those of stacks nor single ones, for as many workers as Jest has', async () => {
    const workers = Array.from({ length: await mostWorkers() }, (_, index) => `${index + 1}`);
    const ofStacks = workers.map((worker): Range => {
      const { from, below } = workerPorts(worker);
      return [from, below];
    });
    const ranges = [...ofStacks, ...(await Promise.all(workers.map(singlePorts)))];
    for (const [index, [from]] of ranges.entries())
      expect(from).toBeGreaterThanOrEqual(ranges[index - 1]?.[1] ?? 0);
  });
});
