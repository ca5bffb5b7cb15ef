import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NotMeasured } from '../command-line.ts';
import { assertReady } from './needs.ts';

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

describe('assertReady', () => {
  it('accepts a machine that has everything', () => {
    redisServer('exit 0');
    expect(() =>
      assertReady({ redis: true, searchPath: folder, programs: [import.meta.filename] }),
    ).not.toThrow();
  });

  it('says in one sentence that there is no Redis server, or that it does not run', () => {
    const need = () => assertReady({ redis: true, searchPath: folder });
    expect(need).toThrow(/^This bench needs a Redis server and found none on the PATH\. Install one .*\.$/);
    redisServer('echo "libssl.so.3 is missing" >&2; exit 127');
    expect(need).toThrow(/redis-server does not run: libssl\.so\.3 is missing$/);
  });

  it('names the first program that has not been built, and says what to do', () => {
    const need = () => assertReady({ programs: ['apps/nope/dist/main.js', 'apps/none/dist/main.js'] });
    expect(need).toThrow(
      'This bench runs apps/nope/dist/main.js and 1 more, which has not been built: run npm run build.',
    );
  });

  it('says how much disk is missing', () => {
    expect(() => assertReady({ diskBytes: 1e18 })).toThrow(
      /needs 1000000000\.0 GB of disk in .* has [\d.]+ GB left\.$/,
    );
  });

  it('reports all problems together, as NotMeasured', () => {
    const need = () => assertReady({ redis: true, searchPath: folder, programs: ['nope.js'] });
    expect(need).toThrow(NotMeasured);
    expect(need).toThrow(/nope\.js.*\n.*Redis/);
  });
});
