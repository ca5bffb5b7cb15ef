import {
  type FixReport,
  type LabBreaker,
  type LabProcess,
  type StackReport,
  type UnreachableProcess,
} from '@holdfast/lab-api';
import { eventually } from '@holdfast/testing';
import { describe, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import path from 'node:path';
import { useObservedStack } from './observed-stack.ts';

/** Fixing starts processes, which takes a minute on a machine that is full of other tests. */
const generousMs = 180_000;

const observed = useObservedStack();
const { call } = observed;

const stateOf = (name: string): LabProcess['state'] | undefined =>
  observed.page.values.processes?.find((process) => process.name === name)?.state;

/** A probe that takes over 1 s counts as not ready, and on a busy machine some do. */
const allAreReady = (): Promise<void> =>
  eventually(async () => {
    const { body } = await call<LabProcess[]>('GET', '/processes');
    expect(body.filter(({ state }) => state !== 'ready')).toEqual([]);
  });

describe('a lab that observes its stack', () => {
  it('knows what the stack is made of', async () => {
    const { body } = await call<StackReport>('GET', '/stack');
    expect(body).toMatchObject({
      target: 'processes',
      copies: 1,
      has: expect.arrayContaining(['processes', 'simulator', 'three-d-secure']),
      links: { shop: null, inbox: observed.stack.addresses['mail inbox'] },
      commit: expect.stringMatching(/^[\da-f]{40}$/),
      labUrl: observed.stack.labUrl,
      commandPrefix: `DATA_DIR=${observed.dataDir} `,
    });
  });

  it('keeps its credentials in a file that only its owner reads', () => {
    expect(statSync(path.join(observed.dataDir, 'failure-lab.json')).mode & 0o777).toBe(0o600);
  });

  it('shows every process but itself, and sees one die and return with another pid', async () => {
    const { body } = await call<LabProcess[]>('GET', '/processes');
    expect(body.map(({ name }) => name).sort()).toEqual(
      observed.stack.processNames.filter((name) => name !== 'failure-lab').sort(),
    );
    await allAreReady();
    const before = body.find(({ name }) => name === 'email')?.pid;
    await call('POST', '/processes/email/kill');
    await eventually(() => expect(stateOf('email')).toBe('down'));
    await call('POST', '/processes/email/start');
    await eventually(() => expect(stateOf('email')).toBe('ready'));
    const after = observed.page.values.processes?.find(({ name }) => name === 'email')?.pid;
    expect([typeof after, after === before]).toEqual(['number', false]);
  });

  it('shows breakers by the edge that they guard, in words', async () => {
    const { body } = await call<LabBreaker[]>('GET', '/breakers');
    expect(body.map(({ edge }) => edge)).toEqual(
      expect.arrayContaining([
        'checkout->payments',
        'checkout->recommendations',
        'payments->stripe',
        'email->mail',
      ]),
    );
    expect(body.find(({ edge }) => edge === 'payments->stripe')).toMatchObject({
      process: 'payments',
      breaker: 'closed',
      explanation: expect.stringContaining('stripe'),
    });
  });

  it('ends a fault after its time, and says when', async () => {
    const fault = { kind: 'latency', ms: 1, forMs: 1_500 };
    const set = await call<{ endsAt: number; faultId: string }>('POST', '/edges/email->mail/faults', fault);
    expect(set).toMatchObject({ status: 201, body: { kind: 'latency', endsAt: expect.any(Number) } });
    await eventually(() =>
      expect(observed.page.values.faults?.faults).toMatchObject([{ endsAt: set.body.endsAt }]),
    );
    await eventually(() => expect(observed.page.values.faults?.faults).toEqual([]));
    expect((await call('GET', '/faults')).body).toEqual([]);
  });

  it.each([
    ['/edges/*/faults', { kind: 'reset', forMs: 0 }, 400, /forMs/],
    ['/edges/*/faults', { kind: 'reset', forMs: 'long' }, 400, /forMs: must be a whole number/],
    ['/provider/faults', undefined, 400, /must be a fault/],
    ['/provider/faults', { route: 'webhooks', fault: 'explode' }, 400, /fault/],
  ])('refuses POST %s %j and changes nothing', async (route, body, status, detail) => {
    const reply = await call<{ detail: string }>('POST', route, body);
    expect([reply.status, reply.body.detail]).toEqual([status, expect.stringMatching(detail)]);
    expect((await call('GET', '/faults')).body).toEqual([]);
    expect((await call('GET', '/provider/faults')).body).toEqual([]);
  });

  it("sets and removes the local Stripe's faults", async () => {
    const fault = { route: 'webhooks', fault: 'duplicate' };
    expect(await call('POST', '/provider/faults', fault)).toEqual({
      status: 201,
      body: { ...fault, struck: 0 },
    });
    await eventually(() => expect(observed.page.values.faults?.provider).toEqual([{ ...fault, struck: 0 }]));
    expect((await call('DELETE', '/provider/faults')).body).toEqual({ removed: 1 });
    await eventually(() => expect(observed.page.values.faults?.provider).toEqual([]));
  });

  it(
    'repairs everything that is broken at the same time',
    async () => {
      await call('POST', '/provider/faults', { route: '*', fault: 'rate_limit' });
      await call('POST', '/edges/*/faults', { kind: 'refuse' });
      const strike = { edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } };
      await call('POST', '/strikes', strike);
      await call('POST', '/processes/payments/pause');
      for (const name of ['checkout', 'postgres']) await call('POST', `/processes/${name}/kill`);
      await eventually(() => expect([stateOf('payments'), stateOf('postgres')]).toEqual(['paused', 'down']));
      const silent = (await call<(LabBreaker | UnreachableProcess)[]>('GET', '/breakers')).body;
      expect(silent).toEqual(
        expect.arrayContaining([
          { process: 'checkout', unreachable: 'It refuses connections.' },
          { process: 'payments', unreachable: 'No response within 1 s.' },
        ]),
      );

      const [{ status, body }, second] = await Promise.all([
        call<FixReport>('POST', '/heal-all'),
        call<FixReport>('POST', '/heal-all'),
      ]);
      expect([status, body.failed]).toEqual([200, []]);
      expect(second.body).toEqual(body);
      expect(body.did.slice(0, 2)).toEqual([
        'Removed 1 fault and 1 strike.',
        expect.stringMatching(/^postgres is up/),
      ]);
      expect(body.did.slice(2).sort()).toEqual([
        'Removed 1 fault of the local Stripe.',
        expect.stringMatching(/^checkout is up/),
        'payments resumed (SIGCONT).',
      ]);
      await allAreReady();
      expect((await call<FixReport>('POST', '/heal-all')).body).toEqual({ did: [], failed: [] });
    },
    generousMs,
  );

  it('streams what passes on the wire', async () => {
    await fetch(`${observed.stack.addresses['checkout through the lab']}/products`);
    await eventually(() =>
      expect(observed.page.passed).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ message: expect.objectContaining({ label: 'GET /products' }) }),
        ]),
      ),
    );
  });

  it('ends its streams when it stops', async () => {
    await call('POST', '/processes/failure-lab/restart').catch(() => undefined);
    await eventually(() => expect(observed.page.isEnded).toBe(true));
    await eventually(async () => expect((await call('GET', '/stack')).status).toBe(200));
  });
});
