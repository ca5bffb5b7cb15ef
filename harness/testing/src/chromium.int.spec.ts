import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchChromium, findChromium } from './chromium.ts';
import { temporaryFolder } from './test-server.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('findChromium', () => {
  it('takes the browser of CHROMIUM_PATH, and says if that does not exist', () => {
    const given = program('my-browser', 'exit 0');
    program('chromium', 'exit 0');
    expect(findChromium({ CHROMIUM_PATH: given, PATH: folder })).toBe(given);
    expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chrome', PATH: folder })).toThrow(
      'CHROMIUM_PATH is /nowhere/chrome, which does not exist.',
    );
  });

  it('passes over a program that does not work', () => {
    program('chromium-browser', 'echo "install it with snap"; exit 1');
    expect(findChromium({ PATH: folder })).toBeUndefined();
    const chrome = program('google-chrome', 'exit 0');
    expect(findChromium({ PATH: folder })).toBe(chrome);
  });
});

describe('fetchChromium', () => {
  it('unpacks no archive whose content it does not know', async () => {
    program('npm', 'echo "something else" > sparticuz-chromium-153.0.0.tgz');
    const PATH = `${folder}${path.delimiter}${process.env['PATH']}`;
    const target = path.join(folder, 'browser');
    await expect(fetchChromium(target, { PATH })).rejects.toThrow(
      /unexpected content: SHA-512 .* not unpacked/,
    );
    expect(existsSync(target)).toBe(false);
  });
});
