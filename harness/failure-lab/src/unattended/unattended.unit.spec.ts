import { type LabVerdict } from '@holdfast/lab-api';
import { drawPlan, type Plan } from '@holdfast/witness';
import { eventually } from '@holdfast/testing';
import { describe, expect, it } from '@jest/globals';
import { type Performed } from './perform-plan.ts';
import { type Possible, possiblePlan } from './possible-plan.ts';
import { Unattended, type UnattendedDeps } from './unattended.ts';

const everything: Possible = {
  edges: ['checkout-2->payments', 'payments->stripe', 'shopper->checkout', 'checkout->recommendations'],
  processes: ['checkout', 'payments', 'postgres', 'redis'],
  hasSimulator: true,
};
const plans = Array.from({ length: 200 }, (_, index) => drawPlan(7, index + 1));
const left = (possible: Possible): Plan['faults'] =>
  plans.flatMap((plan) => possiblePlan(plan, possible).faults);

describe('a possible plan', () => {
  it('keeps the faults of edges and processes that the stack has, and cuts no database', () => {
    const faults = left(everything);
    expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(['edge', 'process', 'provider', 'queue']));
    const routes = faults.flatMap((fault) => (fault.on === 'edge' ? [fault.route] : []));
    expect(new Set(routes)).toEqual(
      new Set(['checkout->payments', 'payments->stripe', 'shopper->checkout', 'checkout->recommendations']),
    );
    const processes = faults.flatMap((fault) => (fault.on === 'process' ? [fault.process] : []));
    expect(new Set(processes)).toEqual(new Set(['checkout', 'payments', 'postgres', 'redis']));
  });

  it('leaves a Redis alone that the stack did not start', () => {
    const processes = everything.processes.filter((name) => name !== 'redis');
    const faults = left({ ...everything, processes });
    expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(['edge', 'process', 'provider']));
  });

  it('breaks edges only, without supervisor and local Stripe', () => {
    const faults = left({ ...everything, processes: [], hasSimulator: false });
    expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(['edge']));
  });
});

const verdict = (over: Partial<LabVerdict> = {}): LabVerdict =>
  ({ kind: 'even', sentence: '1 order = 1 charge', stirring: [], differences: [], ...over }) as LabVerdict;
const difference = (text: string): LabVerdict['differences'][number] => ({
  invariant: 1,
  says: 'one charge',
  text,
  orderId: null,
});
const done: Performed = { tookEffect: true, assertions: [], failures: [] };

/** Performs one plan and returns its result. `verdicts`: before it, then one for each reading after it. */
async function resultOf(
  performed: Performed,
  verdicts: readonly LabVerdict[],
  over: Partial<UnattendedDeps> = {},
) {
  let read = 0;
  const unattended: Unattended = new Unattended({
    possible: (plan) => Promise.resolve(plan),
    perform: () => Promise.resolve(performed),
    leaveBanks: () => Promise.resolve(),
    calm: () => () => undefined,
    nextVerdict: () => Promise.resolve(verdicts[read++] ?? verdicts.at(-1) ?? verdict()),
    stopping: new AbortController().signal,
    healMs: 0,
    restMs: 0,
    ...over,
  });
  unattended.start(7, 1);
  await eventually(() => expect(unattended.report.results.length).toBeGreaterThan(0));
  await unattended.stop();
  return unattended.report.results[0];
}

describe('a random plan', () => {
  it.each([
    ['holds if nothing new is wrong', done, [verdict({ differences: [difference('old')] })], 'held', []],
    [
      'is broken by a new difference',
      done,
      [verdict(), verdict({ differences: [difference('order ord_1 was charged 2 times')] })],
      'broken',
      ['Invariant 1 (one charge): order ord_1 was charged 2 times'],
    ],
    [
      'is void if it struck nothing',
      { ...done, tookEffect: false },
      [verdict()],
      'void',
      ['No fault of the plan struck anything.'],
    ],
    [
      'is broken if a customer got a false response',
      { ...done, assertions: ['Ada got 500'] },
      [verdict()],
      'broken',
      ['Ada got 500'],
    ],
    [
      'is broken if there is no rest',
      done,
      [verdict(), verdict({ kind: 'settling', stirring: ['a key is running'] })],
      'broken',
      ['No rest after healing: 1 order = 1 charge'],
    ],
  ] as const)('%s', async (_what, performed, verdicts, expected, reasons) => {
    expect(await resultOf(performed, verdicts)).toMatchObject({ verdict: expected, reasons });
  });
});
