import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepPreviousLog, lastLines, LogFollower } from './log-file.ts';

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-log-'));
  log = path.join(folder, 'payments.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('LogFollower', () => {
  it('waits for a missing file, and returns each line once', () => {
    const follower = new LogFollower(log);
    expect(follower.newLines()).toEqual([]);
    appendFileSync(log, 'one\ntwo\n');
    expect(follower.newLines()).toEqual(['one', 'two']);
    expect(follower.newLines()).toEqual([]);
    follower.close();
  });

  it('holds an incomplete line back, even one cut within a character', () => {
    const follower = new LogFollower(log);
    const bytes = Buffer.from('täglich\n');
    appendFileSync(log, bytes.subarray(0, 2));
    expect(follower.newLines()).toEqual([]);
    appendFileSync(log, bytes.subarray(2));
    expect(follower.newLines()).toEqual(['täglich']);
    follower.close();
  });

  it('reads more than one chunk', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    writeFileSync(log, `${lines.join('\n')}\n`);
    const follower = new LogFollower(log);
    expect(follower.newLines()).toEqual(lines);
    follower.close();
  });
});

describe('lastLines', () => {
  it('returns the last lines after the offset', () => {
    writeFileSync(log, 'old\n');
    appendFileSync(log, 'a\nb\nc\n');
    expect(lastLines(log, 4, 2)).toBe('b\nc');
    expect(lastLines(log, 4, 20)).toBe('a\nb\nc');
  });

  it('is empty for a log that does not exist', () => {
    expect(lastLines(log, 0, 20)).toBe('');
  });
});

describe('keepPreviousLog', () => {
  it('keeps the log of one previous run', () => {
    for (const run of ['first', 'second']) {
      writeFileSync(log, run);
      keepPreviousLog(log);
    }
    expect(existsSync(log)).toBe(false);
    expect(readFileSync(path.join(folder, 'payments.previous.log'), 'utf8')).toBe('second');
  });
});
