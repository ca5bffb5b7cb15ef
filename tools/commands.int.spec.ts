import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identityOf, repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** Scripts that run third-party commands, which have their own help. */
const ofOthers = ['build', 'lint', 'format', 'format:check', 'jest', 'affected'];

/** An argument that each of our commands rejects. */
const nonsense: Readonly<Record<string, string>> = {
  start: 'payments',
  stop: 'payments',
  status: 'payments',
  service: 'stop',
  explain: 'no-such-service',
  ops: 'lst',
  'failure-suite': 'payments-response-lost',
  'fault-proxy': '21001',
  experiments: 'lost-answer',
  readiness: 'now',
  demo: 'payments',
  migrate: 'payments',
  test: 'no-such-spec',
  'test:pgbouncer': 'no-such-spec',
  'test:redis-cluster': 'no-such-spec',
  screenshots: 'no-such-picture',
  'rolling-upgrade': 'HEAD',
  bench: 'no-such-bench',
  clean: 'dist',
  check: 'apps',
  'check:k8s': 'k8s',
  'check:pages': 'web',
  'check:upgrades': 'v1',
  docs: 'settings',
  openapi: 'checkout',
  'lint:words': 'no-such-file',
  generate: 'tickets',
  fork: 'acme',
  'fork:update': 'main',
  'fork:parts': 'main',
};

/** Commands whose usage has another name than `npm run SCRIPT`. */
const namedInUsage: Readonly<Record<string, string>> = {
  start: 'npm start',
  stop: 'npm stop',
  test: 'npm test',
  status: 'npm run ops -- status',
  explain: 'npm run ops -- explain',
};
const ours = Object.keys(scripts).filter((script) => !ofOthers.includes(script));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of this repository to its end. */
function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: repositoryRoot, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? NaN), out, err }),
    );
  });
}

describe('npm run', () => {
  let dataDir: string;
  /** Looks like a running stack to every command, and would be stopped by npm stop. */
  let supervisor: ChildProcess;

  beforeAll(async () => {
    dataDir = temporaryFolder();
    supervisor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(supervisor, 'spawn');
    const state = {
      supervisor: identityOf(supervisor.pid ?? NaN),
      addresses: {},
      services: [],
      control: null,
      processes: [],
    };
    writeFileSync(path.join(dataDir, 'stack.json'), JSON.stringify(state));
    mkdirSync(path.join(dataDir, 'postgres'));
  });
  afterAll(() => {
    supervisor.kill('SIGKILL');
    rmSync(dataDir, { recursive: true });
  });

  /** Everything that a command may touch, with the time of its last change. */
  const touched = (): string[] =>
    [dataDir, 'docs/openapi', 'docs/production-readiness.md', 'k8s/rendered', 'tools/dist']
      .map((name) => path.resolve(repositoryRoot, name))
      .flatMap((place) =>
        statSync(place).isFile()
          ? [place]
          : readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => path.join(place, name)),
      )
      .map((file) => `${file} ${statSync(file).mtimeMs}`)
      .sort();

  /** As npm runs it, without the install and build steps. */
  async function changesNothing(script: string, word: string): Promise<Ended> {
    const before = touched();
    const [, ...words] = (scripts[script] ?? '').replace('tools/bootstrap.mjs ', '').split(' ');
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: dataDir, TMPDIR: dataDir, DATA_DIR: dataDir };
    const ended = await run([...words, word], env);
    expect(touched()).toEqual(before);
    expect([supervisor.exitCode, supervisor.signalCode]).toEqual([null, null]);
    return ended;
  }

  it('has an invalid argument for each of our commands', () => {
    expect(Object.keys(nonsense).sort()).toEqual(ours.toSorted());
  });

  describe.each(ours)('%s', (script) => {
    const itself = namedInUsage[script] ?? `npm run ${script}`;

    it('prints its usage with --help and does nothing', async () => {
      const { code, out, err } = await changesNothing(script, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(itself);
    });

    it.each(['--no-such-option', nonsense[script] ?? ''])(
      'rejects %s with its usage and does nothing',
      async (word) => {
        const { code, err } = await changesNothing(script, word);
        expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(itself) });
      },
    );
  });

  it.each(['DATABASE_URL', 'REDIS_URL'])(
    'start --fresh deletes nothing beside the server of %s',
    async (name) => {
      const before = touched();
      const url = name === 'REDIS_URL' ? 'redis://127.0.0.1:1' : 'postgres://127.0.0.1:1/shop';
      const env = { PATH: process.env['PATH'], HOME: dataDir, DATA_DIR: dataDir, [name]: url };
      const { code, err } = await run(['tools/start.ts', '--fresh'], env);
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`on the server of ${name}`) });
      expect(touched()).toEqual(before);
    },
  );

  it.each(['checkout', 'soak'])('bench -- %s reports a missing Redis server immediately', async (bench) => {
    const { code, err } = await run(['harness/bench/dist/main.js', bench], { PATH: dataDir });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('needs a Redis server and found none on the PATH'),
    });
  });
});
