import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workerPorts } from '@holdfast/testing';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

interface Options {
  readonly ADD?: string;
}

/** Runs a suite as its own process, with real processes of the counter. `portOffset` keeps the runs apart. */
function suite(portOffset: number, args: readonly string[], { ADD }: Options = {}): Promise<Run> {
  return run(here, portOffset, ['suite.ts', ...args], ADD === undefined ? {} : { ADD });
}

function run(
  cwd: string,
  portOffset: number,
  args: readonly string[],
  more: NodeJS.ProcessEnv,
): Promise<Run> {
  const env = { PORT_BASE: `${workerPorts().from + portOffset}`, ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

/** A few strikes at the responses of Postgres: all the mistakes show there. */
const responses = ['--only', '*-response-insert-*'];

describe('the suite of the counter', () => {
  const mistakes = ['no-key', 'key-after-effect', 'key-in-another-transaction'] as const;
  const wrongTotals = { 'no-key': 10, 'key-after-effect': 10, 'key-in-another-transaction': 0 };
  let correct: Run;
  let wrong: readonly Run[];

  beforeAll(async () => {
    [correct, ...wrong] = await Promise.all([
      suite(0, responses),
      ...mistakes.map((mistake, index) =>
        suite(10 * (index + 1), [...responses, '--first-red'], { ADD: `./mistakes/${mistake}.ts` }),
      ),
    ]);
  });

  it('holds without a mistake', () => {
    expect(correct.output).toContain('2 points, 8 of 8 strikes hit their message');
    expect(correct.output).toContain('The counter held: all 8 scenarios ended as expected.');
    expect(correct.exitCode).toBe(0);
  });

  it.each(mistakes.map((mistake, index) => ({ mistake, index })))('finds $mistake', ({ mistake, index }) => {
    expect(wrong[index]?.output).toContain(`got 200, and its total is ${wrongTotals[mistake]}\n`);
    expect(wrong[index]?.exitCode).toBe(1);
  });

  it('refuses a name that matches no strike', async () => {
    const { exitCode, output } = await suite(40, ['--only', 'refund']);
    expect(output).toContain('No scenario matches refund. See --list.');
    expect(exitCode).toBe(2);
  });
});

describe('the tutorial', () => {
  const page = readFileSync(path.join(root, 'docs/tutorials/test-your-own-service.md'), 'utf8');
  const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n([^]*?)^```$/gm)].map(([, name = '', text = '']) => ({
    name,
    text,
  }));
  const first = files.slice(0, 3);
  const fixed = files.at(-1)?.text ?? '';
  let folder: string;

  beforeAll(() => {
    mkdirSync(path.join(root, '.local'), { recursive: true });
    folder = mkdtempSync(path.join(root, '.local/my-counter-'));
    for (const { name, text } of first) writeFileSync(path.join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows the files of this folder, and needs fewer than 100 lines up to the first bug', () => {
    expect(files.map(({ name }) => name)).toEqual(['add.ts', 'main.ts', 'suite.ts', 'add.ts']);
    for (const { name, text } of files.slice(1))
      expect(text).toBe(readFileSync(path.join(here, name), 'utf8'));
    expect(first.flatMap(({ text }) => text.match(/\S.*\n/g) ?? []).length).toBeLessThan(100);
  });

  it('runs its commands: the first bug is found, and fixed', async () => {
    const { PATH, HOME } = process.env;
    /** Its folder is `my-counter` in the root of the clone. */
    const typed = (line = '', more: readonly string[] = []): Promise<Run> => {
      const suiteHere = line.replace('my-counter', path.relative(root, folder));
      const [node, bootstrap = '', ...args] = suiteHere.replace('../', `${root}/`).split(' ');
      expect(node).toBe('node');
      return run(folder, 50, [bootstrap, ...args, ...more], { PATH, HOME });
    };
    const [first, second, ...others] = page.match(/^node .*$/gm) ?? [];
    expect(others).toEqual([]);
    const found = await typed(first);
    expect(found.output).toContain('The counter broke');
    expect(found.output).toContain('got 200, and its total is 10\n');
    writeFileSync(path.join(folder, 'add.ts'), fixed);
    const only = ['--only', '*-response-insert-counts-1-reset'];
    expect(await typed(second, only)).toMatchObject({ exitCode: 0 });
  });
});
