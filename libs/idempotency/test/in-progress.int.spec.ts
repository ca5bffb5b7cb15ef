import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { jsonResponse, StillInProgress, undecided } from '../src/index.ts';
import { measureUnfinished } from '../src/running/measure-unfinished.ts';
import { ago, Asking, isDue, noAnswer } from './asking.fixture.ts';
import { type Placing } from './placing.fixture.ts';

let asking: Asking;

beforeAll(async () => {
  asking = await Asking.open();
});
beforeEach(() => asking.forget());
afterAll(() => asking.on.close());

const inDays = (days: number): StillInProgress =>
  new StillInProgress(new Date(Date.now() + days * 86_400_000));

/** The numbers of waiting and of unknown keys. */
async function counted(): Promise<(number | undefined)[]> {
  await measureUnfinished(asking.on.pool);
  const all = await metrics.getMetricsAsJSON();
  const values = all.find(({ name }) => name === 'idempotency_unfinished_keys')?.values ?? [];
  return ['waiting', 'unknown'].map((state) => values.find(({ labels }) => labels['state'] === state)?.value);
}

describe('a call that the remote party works on for days', () => {
  const whenUnknown = (_: unknown, error: unknown) => ({
    response: jsonResponse(202, { isInProgress: error instanceof StillInProgress }),
    writes: [],
  });
  const working = (): Placing => asking.saying(inDays(3), undecided, { resendForMs: 3_600_000, whenUnknown });

  it('gets the provisional response of its phase, is not read back immediately, and is rechecked rarely', async () => {
    expect(await asking.ask(working())).toBe('{"isInProgress":true}');
    expect(asking.polls).toBe(0);
    expect(await asking.key()).toMatchObject({ state: 'unknown' });
    const { due_in_ms: dueInMs } = (await asking.key()) ?? {};
    expect(dueInMs).toBeGreaterThan(440_000);
    expect(dueInMs).toBeLessThanOrEqual(900_000);
  });

  it('counts as waiting until then, and as unknown from then on', async () => {
    await asking.ask(working());
    expect(await counted()).toEqual([1, 0]);
    await asking.change(ago('waits_until', '1 second'));
    expect(await counted()).toEqual([0, 1]);
  });

  it('needs no operator after the time for sending it, as long as a recheck finds it in progress', async () => {
    await asking.ask(working());
    await asking.change(ago('sent_at', '61 minutes'), isDue);
    expect(await asking.complete(asking.saying('called', inDays(3), { resendForMs: 3_600_000 }))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'unknown', attempt: 1 });
    expect(await counted()).toEqual([1, 0]);
    await asking.change(isDue);
    expect(await asking.complete(asking.saying('called', undecided, { resendForMs: 3_600_000 }))).toBe(1);
    expect(await asking.key()).toMatchObject({ state: 'review' });
    expect(asking.numbers).toEqual(['1']);
  });

  it('also waits if the response was lost and reading back finds it in progress', async () => {
    await asking.ask(asking.saying(noAnswer, inDays(3)));
    expect(await counted()).toEqual([1, 0]);
  });

  it('ignores an operator decision while a recheck finds it in progress', async () => {
    await asking.ask(working());
    await asking.change(`resolution = '{"kind": "outcome", "outcome": "declined"}'`, isDue);
    const readOutcome = String;
    expect(await asking.complete(asking.saying(noAnswer, inDays(3), { readOutcome }))).toBe(1);
    expect(await counted()).toEqual([1, 0]);
  });

  it('completes with the outcome that the next recheck finds', async () => {
    await asking.ask(working());
    await asking.change(isDue);
    expect(await asking.complete(asking.saying('arrived'))).toBe(1);
    expect(await asking.ask(working())).toBe('{"outcome":"arrived"}');
    expect(await counted()).toEqual([0, 0]);
  });
});
