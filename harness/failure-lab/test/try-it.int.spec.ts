import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { type EdgeConfig } from '@holdfast/lab-api';
import { freePort } from '@holdfast/local-stack';
import { experiments } from '@holdfast/witness';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LabProcess } from './lab-process.ts';

const run = promisify(execFile);
const asked: unknown[] = [];
/** The local Stripe, as far as its faults. */
const stripe = http.createServer((request, response) => {
  void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    asked.push(request.method, request.url, request.headers['content-type'], JSON.parse(body));
    response.writeHead(201).end('{}');
  })();
});
let lab: LabProcess;

const edge = async (name: string): Promise<EdgeConfig> => {
  const [from = '', to = ''] = name.split('->');
  const upstreams = [{ name: to, host: '127.0.0.1', port: 1 }];
  return { edge: name, from, to, protocol: 'http', port: await freePort(), upstreams };
};

beforeAll(async () => {
  stripe.listen(0, '127.0.0.1');
  await once(stripe, 'listening');
  const names = ['payments->stripe', 'checkout->recommendations', 'shopper->checkout'];
  lab = await LabProcess.start(await Promise.all(names.map(edge)));
});

afterEach(() => lab.call('POST', '/heal'));

afterAll(async () => {
  await lab.stop();
  stripe.closeAllConnections();
  stripe.close();
});

/** Types the command as shown, at the addresses of this spec. */
async function type(command: string): Promise<void> {
  const here = command
    .replace('localhost:3020', new URL(lab.process.url).host)
    .replace('localhost:3010', `127.0.0.1:${(stripe.address() as AddressInfo).port}`);
  await run('sh', ['-c', here]);
}

/** The shown commands that break something over HTTP, each with its experiment. */
const shown = experiments.flatMap(({ id, steps, tryIt }) => {
  const acts = steps.flatMap((step) => step.acts);
  return tryIt.commands
    .filter(({ command }) => /-d '/.test(command) && !command.includes('/checkouts'))
    .map(({ command }) => [id, acts, command] as const);
});

describe('the shown command', () => {
  it.each(shown)('of %s breaks what the experiment breaks', async (_id, acts, command) => {
    await type(command);
    const first = acts.find(({ act }) => ['strike', 'fault', 'provider'].includes(act));
    if (first?.act === 'strike')
      expect((await lab.call('GET', '/strikes')).body).toMatchObject([first.strike]);
    else if (first?.act === 'fault')
      expect((await lab.call('GET', '/faults')).body).toMatchObject([{ edge: first.edge, ...first.fault }]);
    else if (first?.act === 'provider')
      expect(asked).toEqual(['POST', '/_simulator/faults', 'application/json', first.fault]);
    else throw new Error('The experiment breaks nothing over HTTP.');
  });

  it('is there for each kind of break', () => {
    const breaks = (id: string): boolean => shown.some(([each]) => each === id);
    expect(experiments.filter(({ id }) => breaks(id)).map(({ id }) => id)).toEqual([
      'lost-answer',
      'slow-suggestions',
      'retry-storm',
      'webhook-twice',
    ]);
  });
});
