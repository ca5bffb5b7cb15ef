import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { alreadyRunning, defineSuite, type RunningService, rowsOf, runSuite } from '@holdfast/engine';
import { answersOk, freePort } from '@holdfast/local-stack';
import { eventually, temporaryFolder, testDatabase, type TestDatabase } from '@holdfast/testing';

const here = import.meta.dirname;
const host = '127.0.0.1';
const by = 5;

describe('a counter that runs already', () => {
  const folder = temporaryFolder();
  const pidFile = path.join(folder, 'pid');
  const kill = `kill -9 $(cat ${pidFile})`;
  const end = `${kill} 2>/dev/null || true`;
  let database: TestDatabase;
  let ports: { readonly counter: number; readonly toCounter: number; readonly toPostgres: number };

  beforeAll(async () => {
    database = await testDatabase();
    const [counter = 0, toCounter = 0, toPostgres = 0] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
    ]);
    ports = { counter, toCounter, toPostgres };
  });
  afterEach(() => void execFileSync('sh', ['-c', end]));
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** The shell command that starts the counter. By default it reaches Postgres through the lab. */
  const start = (add: string, postgresPort = `${ports.toPostgres}`): string => {
    const url = new URL(database.url);
    url.port = postgresPort;
    const settings = `HOST=${host} PORT=${ports.counter} DATABASE_URL=${url.href} ADD=${add}`;
    return `cd ${here} && { ${settings} ${process.execPath} main.ts >${folder}/log 2>&1 & echo $! >${pidFile}; }`;
  };

  const suite = (service: Pick<RunningService, 'kill' | 'start'>) => {
    const { hostname, port } = new URL(database.url);
    return defineSuite({
      name: 'The counter',
      stack: alreadyRunning({
        services: [{ name: 'counter', url: `http://${host}:${ports.counter}`, ...service }],
        edges: [
          {
            edge: 'customer->counter',
            from: 'customer',
            to: 'counter',
            protocol: 'http',
            port: ports.toCounter,
            upstreams: [{ name: 'counter', host, port: ports.counter }],
          },
          {
            edge: 'counter->postgres',
            from: 'counter',
            to: 'postgres',
            protocol: 'postgres',
            port: ports.toPostgres,
            upstreams: [{ name: 'postgres', host: hostname, port: Number(port) }],
          },
        ],
        addresses: { postgres: database.url },
      }),
      operations: [
        {
          name: 'addition',
          says: 'a customer adds 5',
          act: (customer, key) =>
            customer.send('POST', '/additions', { key, json: { name: customer.name, by } }),
        },
      ],
      ledgers: async (stack) => ({
        wrong: await rowsOf<{ name: string; total: number }>(
          stack.address('postgres'),
          `SELECT * FROM counts WHERE total <> ${by}`,
        ),
      }),
      invariants: [
        {
          number: 1,
          says: 'Nothing is added twice.',
          contradictions: ({ ledgers }) => ledgers.wrong.map(({ total }) => `a total is ${total}`),
        },
      ],
    });
  };

  const run = async (service: Pick<RunningService, 'kill' | 'start'>, args: readonly string[]) => {
    let output = '';
    const write = (text: string): void => void (output += text);
    const exitCode = await runSuite(suite(service), args, { write });
    return { exitCode, output };
  };

  it('is started, killed and started again by its commands, and holds', async () => {
    const service = { kill, start: start('./add.ts') };
    const { exitCode, output } = await run(service, ['--only', '*-response-*']);
    expect(output).toContain('4 points, 16 of 16 strikes hit their message');
    expect(output).toContain('The counter held');
    expect(exitCode).toBe(0);
  });

  it('is struck again after a strike that hit nothing', async () => {
    // The warm-up succeeds, if not at its first try, and so do three recorded additions. The first strike
    // finds a 500 instead of a 200.
    const file = path.join(folder, 'fails-once.mjs');
    writeFileSync(
      file,
      `import { add as addNow } from '${here}/add.ts';
       let succeeded = 0;
       let hasFailed = false;
       export async function add(...given) {
         if (succeeded === 4 && !hasFailed) {
           hasFailed = true;
           throw new Error('a busy moment');
         }
         await addNow(...given);
         succeeded += 1;
       }`,
    );
    const { exitCode, output } = await run({ kill, start: start(file) }, [
      '--only',
      '*-response-200-post-additions-1-reset',
    ]);
    expect(output).toContain('It hit nothing, and is tried again.');
    expect(output).toContain('1 point, 1 of 1 strike hit their message');
    expect(exitCode).toBe(0);
  });

  it('is found to add twice', async () => {
    const service = { kill, start: start('./mistakes/no-key.ts') };
    const { exitCode, output } = await run(service, ['--only', '*-response-*', '--first-red']);
    expect(output).toContain('a total is 10');
    expect(exitCode).toBe(1);
  });

  it('is never killed without commands, nor struck outside its edges', async () => {
    execFileSync('sh', ['-c', start('./add.ts', new URL(database.url).port)]);
    await eventually(() => answersOk(`http://${host}:${ports.counter}/health/ready`));
    const { output } = await run({}, ['--list']);
    expect(output.match(/(?<=^addition-customer-counter-)\S+$/gm)).toEqual([
      // The customer vanishes.
      'request-post-additions-1-kill-the-sender',
      'request-post-additions-1-reset',
      'request-post-additions-1-black-hole',
      'request-post-additions-1-delay',
      'request-post-additions-1-duplicate',
      'response-200-post-additions-1-reset',
      'response-200-post-additions-1-black-hole',
      'response-200-post-additions-1-delay',
    ]);
    expect(output).not.toContain('postgres');
  });

  /** Adds like `add.ts`, but 700 ms later while `isLate`; customers give up after 500 ms. */
  const addsLate = (isLate: string): string => {
    const file = path.join(folder, 'late.mjs');
    writeFileSync(
      file,
      `import { add as addNow } from '${here}/add.ts';
       let count = 0;
       export async function add(...given) {
         if (${isLate}) await new Promise((resolve) => setTimeout(resolve, 700));
         await addNow(...given);
       }`,
    );
    return file;
  };

  it('may be late as long as it warms up', async () => {
    const { output } = await run({ kill, start: start(addsLate('count++ === 0')) }, ['--list']);
    expect(output).toContain('addition-customer-counter-request-post-additions-1-reset');
  });

  it('is too slow for its customers if it is always late', async () => {
    const { exitCode, output } = await run({ kill, start: start(addsLate('true')) }, ['--list']);
    expect(output).toMatch(/"addition" without faults takes \d+ ms, .* raise patienceMs/);
    expect(exitCode).toBe(1);
  });

  it('is named if it does not start', async () => {
    const { exitCode, output } = await run({ kill, start: start('./missing.ts') }, ['--list']);
    expect(output).toMatch(/waiting until counter is ready/);
    expect(exitCode).toBe(1);
  });
});
