import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NotMeasured } from '../command-line.ts';
import { assertDisk, assertRedis } from './needs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'needs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function redisServer(script: string): void {
  const file = path.join(folder, 'redis-server');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

describe('assertRedis', () => {
  const need = (): void => assertRedis(folder);

  it('accepts a server that runs', () => {
    redisServer('exit 0');
    expect(need).not.toThrow();
  });

  it('says in one sentence that there is no Redis server, or that it does not run', () => {
    expect(need).toThrow(/^This bench needs a Redis server and found none on the PATH\. Install one .*\.$/);
    redisServer('echo "libssl.so.3 is missing" >&2; exit 127');
    expect(need).toThrow(/redis-server does not run: libssl\.so\.3 is missing$/);
    expect(need).toThrow(NotMeasured);
  });
});

describe('assertDisk', () => {
  it('says how much is missing', () => {
    expect(() => assertDisk(1e18)).toThrow(/needs 1000000000\.0 GB of disk in .* has [\d.]+ GB left\.$/);
  });
});
