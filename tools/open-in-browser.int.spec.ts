import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { openInBrowser } from './open-in-browser.ts';

const url = 'http://127.0.0.1:3000';

describe('openInBrowser', () => {
  let folder: string;
  beforeEach(() => void (folder = temporaryFolder()));
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (): Promise<string | undefined> => openInBrowser(url, { PATH: folder });
  function opener(script: string): void {
    for (const name of ['xdg-open', 'open']) {
      writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
  }

  it('passes the address to the opener of this system', async () => {
    const opened = path.join(folder, 'opened');
    opener(`echo "$1" > ${opened}`);
    expect(await open()).toBeUndefined();
    await eventually(() => expect(existsSync(opened) && readFileSync(opened, 'utf8')).toBe(`${url}\n`));
  });

  it.each(['exit 3', 'kill -9 $$'])('says that no browser opened if the opener fails: %s', async (script) => {
    opener(script);
    expect(await open()).toMatch(
      /^no browser opened \(.*open ended with (3|SIGKILL)\): open http:\/\/127\.0\.0\.1:3000 yourself$/,
    );
  });

  it('says so on a machine without an opener', async () => {
    expect(await open()).toMatch(/^no browser opened \(.*ENOENT.*\): open http/);
  });
});
