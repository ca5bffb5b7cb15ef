import { type EdgeConfig } from '@holdfast/lab-api';
import { freePort } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { edgeTo } from './edge.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Starts a lab that cannot start; returns its exit code and its output. */
function start(config: unknown): { readonly status: number | null; readonly stderr: string } {
  const file = path.join(folder, 'lab.json');
  writeFileSync(file, JSON.stringify(config ?? null));
  const { status, stderr } = spawnSync(process.execPath, [program], {
    env: { LAB_CONFIG: config === undefined ? '' : file },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stderr };
}

const anEdge = (): Promise<EdgeConfig> => edgeTo('payments', 'http', new URL('http://127.0.0.1:9'));

describe('a lab that cannot start', () => {
  it('says that it needs a file', () => {
    expect(start(undefined)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('LAB_CONFIG must name'),
    });
  });

  it('lists all problems of its file', async () => {
    const edge = await anEdge();
    const { status, stderr } = start({
      controlPort: edge.port,
      edges: [edge, { ...edge, protocol: 'gopher' }],
      color: 1,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('edges.1.protocol');
    expect(stderr).toContain('color');
    const twice = start({ controlPort: edge.port, edges: [edge, edge] }).stderr;
    expect(twice).toContain('service->payments is listed twice');
    expect(twice).toContain(`port ${edge.port} is used twice`);
  });

  it('names a port that is in use', async () => {
    const [edge, other] = [await anEdge(), createServer()];
    other.listen(edge.port, '127.0.0.1');
    await once(other, 'listening');
    const { status, stderr } = start({ controlPort: await freePort(), edges: [edge] });
    expect(status).toBe(1);
    expect(stderr).toContain(`${edge.port}`);
    other.close();
  });
});
