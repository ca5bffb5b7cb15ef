/** The client's CPU time for one call: `http-cost.program.js URL ROUNDS CALLS`. Prints the `HttpCost`s. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpClient } from '@holdfast/resilience';
import { Pool } from 'undici';
import { aDependency, watchedResilience } from '../contenders/holdfast.contender.ts';
import { printResult } from '../in-process/program.ts';
import { type HttpCost } from './http-cost.ts';

interface Client {
  readonly label: string;
  readonly get: (path: string) => Promise<unknown>;
}

/** Concurrent calls. */
const concurrency = 16;
/** Rounds for the compiler, unmeasured. */
const warmUpRounds = 3;

const [url = '', rounds, calls] = process.argv.slice(2);

async function clients(): Promise<Client[]> {
  const pool = new Pool(url, { connections: concurrency });
  const holdfast = new HttpClient(aDependency(await watchedResilience(), 'dependency'), { baseUrl: url });
  return [
    {
      label: 'undici Pool.request, bare',
      get: async (path) => (await pool.request({ method: 'GET', path })).body.json(),
    },
    {
      label: 'Holdfast HttpClient',
      get: async (path) => (await holdfast.send({ method: 'GET', path })).body,
    },
    { label: 'fetch, bare', get: async (path) => (await fetch(url + path)).json() },
  ];
}

async function cpuMicrosPerCall({ get }: Client): Promise<number> {
  await nextTurn();
  let left = Number(calls);
  const before = process.cpuUsage();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await get('/200/http');
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / Number(calls);
}

const measured = (await clients()).map((client) => ({ client, cpuMicros: [] as number[] }));
for (let round = -warmUpRounds; round < Number(rounds); round += 1)
  for (const { client, cpuMicros } of round % 2 === 0 ? measured : measured.toReversed()) {
    const micros = await cpuMicrosPerCall(client);
    if (round >= 0) cpuMicros.push(micros);
  }
printResult(
  measured.map(({ client, cpuMicros }) => ({ label: client.label, cpuMicros })) satisfies HttpCost[],
);
process.exit();
