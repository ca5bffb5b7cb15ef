import { spawnSync } from 'node:child_process';
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stackSecrets } from './secrets.ts';

describe('stackSecrets', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdfast-secrets-'));
    file = path.join(folder, 'secrets.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes secrets that only their owner may read, and keeps them', () => {
    const made = stackSecrets(folder);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stackSecrets(folder)).toEqual(made);
  });

  it('adds those of a new version in a new file: an interrupted write loses none', () => {
    const { opsKey, ...kept } = stackSecrets(folder);
    const before = JSON.stringify(kept);
    writeFileSync(file, before);
    linkSync(file, `${file}.before`);
    const secrets = stackSecrets(folder);
    expect(secrets).toEqual({ ...kept, opsKey: expect.not.stringContaining(opsKey) });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(secrets);
    expect(readFileSync(`${file}.before`, 'utf8')).toBe(before);
  });

  it('makes secrets after a start that ended while it wrote them', () => {
    const script = `import { stackSecrets } from './secrets.ts'; stackSecrets(${JSON.stringify(folder)});`;
    // No file may grow, so the file is created and stays empty.
    const limited = ['-c', 'ulimit -f 0 && exec "$0" --input-type=module -e "$1"', process.execPath, script];
    const { status } = spawnSync('/bin/sh', limited, { cwd: import.meta.dirname });
    expect(status).not.toBe(0);
    expect(stackSecrets(folder)).toEqual(stackSecrets(folder));
  });

  it('names a damaged file, without its content', () => {
    writeFileSync(file, '{ "opsKey": s3cret');
    expect(() => stackSecrets(folder)).toThrow(
      `${file} is damaged. Delete it: the next start makes new secrets.`,
    );
    expect(() => stackSecrets(folder)).not.toThrow('s3cret');
  });
});
