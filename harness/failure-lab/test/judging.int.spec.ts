import {
  type ActiveFault,
  type CustomersReport,
  type FixReport,
  type LabVerdict,
  type UnattendedReport,
} from '@holdfast/lab-api';
import { eventually } from '@holdfast/testing';
import { describe, expect, it } from '@jest/globals';
import { useObservedStack } from './observed-stack.ts';

const observed = useObservedStack();
const { call } = observed;

const letIn = (ratePerSecond: number) =>
  call<CustomersReport>('PUT', '/customers', { ratePerSecond, seed: 7 });
const seen = (): LabVerdict | undefined => observed.page.values.verdict;
const patient = { timeoutMs: 60_000 };

interface Charge {
  readonly chargeId: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly metadata: Readonly<Record<string, string>>;
}

async function charges(): Promise<readonly Charge[]> {
  const response = await fetch(`${observed.stack.addresses['stripe-simulator']}/_simulator/charges`);
  return ((await response.json()) as { charges: Charge[] }).charges;
}

/** A second charge that no service made, with the metadata of the first. */
async function chargeAgain({ amountMinor, metadata }: Charge): Promise<void> {
  const response = await fetch(`${observed.stack.addresses['stripe-simulator']}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${observed.stack.secrets.stripeSecretKey}` },
    body: new URLSearchParams({
      amount: `${amountMinor}`,
      currency: 'usd',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'payment_method_types[]': 'card',
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`metadata[${name}]`, value])),
    }),
  });
  expect(response.status).toBe(200);
}

describe('the verdict on a running stack', () => {
  it('is not there before anyone has bought', async () => {
    await eventually(() => expect(seen()?.kind).toBe('nothing_yet'), patient);
    expect((await call<LabVerdict>('GET', '/verdict')).body).toMatchObject({ kind: 'nothing_yet' });
  });

  it('settles while customers buy, and is even once they have left', async () => {
    await letIn(5);
    await eventually(() => expect(seen()).toMatchObject({ kind: 'settling' }), patient);
    await eventually(() => {
      const { bought = 0, doubleClicked = 0 } = observed.page.values.customers?.counts ?? {};
      expect(Math.min(bought - 20, doubleClicked - 2)).toBeGreaterThanOrEqual(0);
    }, patient);
    await letIn(0);
    // The order of a customer who has vanished may still be on its way.
    await eventually(async () => {
      expect(observed.page.values.customers?.inFlight).toBe(0);
      const succeeded = (await charges()).filter(({ status }) => status === 'succeeded');
      expect(seen()).toMatchObject({ kind: 'even', charges: succeeded.length });
    }, patient);
    const { orders, charges: taken, receipts, sentence } = seen() as LabVerdict;
    const bought = orders.paid + orders.refunded;
    expect([taken, receipts]).toEqual([bought, bought]);
    expect(sentence).toBe(
      `${bought} orders = ${bought} charges = ${bought} receipts. Nothing lost, nothing charged twice.`,
    );
    await eventually(() =>
      expect(observed.page.values.counters).toMatchObject({
        unpublished: 0,
        unsentEmails: 0,
        inbox: receipts,
      }),
    );
    expect(observed.page.values.counters?.replays).toBeGreaterThan(0);
  });

  it('cannot count without Postgres, keeps the last count, and counts again', async () => {
    const before = seen()?.charges;
    await call('POST', '/processes/postgres/kill');
    await eventually(
      () =>
        expect(seen()).toMatchObject({
          kind: 'cannot_count',
          sentence: expect.stringMatching(
            /^Cannot count: Postgres does not respond\. Counted last \d+ s ago: \d+ orders = \d+ charges/,
          ),
          charges: before,
        }),
      patient,
    );
    await call('POST', '/processes/postgres/start');
    await eventually(() => expect(seen()).toMatchObject({ kind: 'even', charges: before }), patient);
  });

  it('is uneven after a second charge, and names the order and both charges', async () => {
    const first = (await charges()).find(({ status }) => status === 'succeeded') as Charge;
    await chargeAgain(first);
    const orderId = first.metadata['orderId'];
    const second = (await charges()).at(-1);
    await eventually(() => expect(seen()?.kind).toBe('uneven'), patient);
    expect(seen()).toMatchObject({
      differences: expect.arrayContaining([
        expect.objectContaining({
          invariant: 1,
          orderId,
          text: `order ${orderId} was charged 2 times: ${first.chargeId}, ${second?.chargeId}`,
        }),
      ]),
      sentence: expect.stringContaining(`order ${orderId} was charged 2 times`),
    });
  });

  it('begins anew with its window', async () => {
    const { body } = await call<LabVerdict>('PUT', '/verdict/window', { since: 'now' });
    expect(body).toMatchObject({ kind: 'nothing_yet', charges: 0, differences: [] });
  });
});

describe('random plans', () => {
  it('run one at a time, and undo what they broke when they are stopped', async () => {
    const started = await call<UnattendedReport>('PUT', '/unattended', { seed: 7, minutes: 10 });
    expect(started.body).toMatchObject({
      state: 'running',
      command: 'npm run failure-suite -- --seed 7 --minutes 10',
    });
    expect((await call('PUT', '/unattended', { seed: 8, minutes: 1 })).status).toBe(409);
    await eventually(() => expect(observed.page.values.faults?.faults).not.toEqual([]), patient);
    expect(observed.page.values.unattended).toMatchObject({
      phase: 'breaking',
      plan: expect.stringMatching(/^Plan 1: refuse on payments->stripe|^Plan 1: .*payments->stripe/),
    });
    expect((await call<UnattendedReport>('DELETE', '/unattended')).body).toMatchObject({
      state: 'off',
      plan: null,
    });
    expect((await call<ActiveFault[]>('GET', '/faults')).body).toEqual([]);
  });

  it('end with everything else when all is fixed', async () => {
    await letIn(2);
    await call('PUT', '/unattended', { seed: 7, minutes: 10 });
    const { body } = await call<FixReport>('POST', '/heal-all');
    expect(body.did).toEqual(expect.arrayContaining(['Stopped the customers.', 'Stopped the random plans.']));
    expect(observed.page.values.unattended?.state).toBe('off');
    expect((await call<CustomersReport>('GET', '/customers')).body.ratePerSecond).toBe(0);
  });
});

describe('bad input', () => {
  it.each([
    ['/customers', { ratePerSecond: 21 }, /ratePerSecond/],
    ['/customers', { ratePerSecond: -1 }, /ratePerSecond/],
    ['/customers', { ratePerSecond: 1, seed: 0.5 }, /seed/],
    ['/customers', {}, /ratePerSecond/],
    ['/verdict/window', { since: 5 }, /can only be "now"/],
    ['/unattended', { seed: 7, minutes: 0 }, /minutes/],
    ['/unattended', { minutes: 1 }, /seed/],
  ])('is refused by %s: %j', async (route, body, detail) => {
    const refused = await call<{ detail: string }>('PUT', route, body);
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) } });
  });
});
