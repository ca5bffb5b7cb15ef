import { type ExperimentRun } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { aCharge, aLedger } from '../invariants/evidence.fixture.ts';
import { type Act, type Experiment } from './experiment.ts';
import { FakeStage } from './fake-stage.fixture.ts';
import { experiments } from './index.ts';
import { lostAnswer } from './lost-answer.ts';
import { ExperimentRunner } from './run-experiment.ts';

async function run(
  experiment: Experiment,
  stage = new FakeStage(),
  onChange: (run: ExperimentRun) => void = () => undefined,
): Promise<ExperimentRun> {
  return stage.clock.until(new ExperimentRunner(experiment, stage, { runId: 'run-1', onChange }).finish());
}

/** The acts that break something, or that its customers are curious about. */
const isBreaking = ({ act }: Act): boolean =>
  ['strike', 'fault', 'provider', 'process', 'bank', 'press', 'send again'].includes(act);

const without = (experiment: Experiment, gone: Act): Experiment => ({
  ...experiment,
  steps: experiment.steps.map((step) => ({ ...step, acts: step.acts.filter((act) => act !== gone) })),
});

/** A double click without its second click. */
const onceEach = (experiment: Experiment): Experiment => ({
  ...experiment,
  steps: experiment.steps.map((step) => ({
    ...step,
    acts: step.acts.map((act) => (act.act === 'buy' ? { ...act, times: 1 } : act)),
  })),
});

describe('every experiment', () => {
  it.each(experiments.map((each) => [each.id, each] as const))('%s holds', async (_id, experiment) => {
    const { state, verdict, reasons, moments } = await run(experiment);
    expect({ reasons, verdict, state }).toEqual({ reasons: [], verdict: 'held', state: 'done' });
    expect(moments.map((moment) => moment.state)).toEqual(moments.map(() => 'seen'));
  });

  const strikes = experiments.flatMap((experiment) =>
    experiment.steps.flatMap(({ id, acts }) =>
      acts
        .filter(isBreaking)
        // Kept-back webhooks only keep the other way to the truth shut: the order is pending with or without.
        .filter((act) => !(act.act === 'provider' && act.fault.fault === 'withhold'))
        .map((act) => [experiment.id, id, act.act, without(experiment, act)] as const),
    ),
  );

  it.each(strikes)('%s does not hold if its step "%s" does not %s', async (_id, _step, _act, experiment) => {
    expect(['void', 'broken']).toContain((await run(experiment)).verdict);
  });

  it('double-click does not hold if there is one click', async () => {
    const doubleClick = experiments.find(({ id }) => id === 'double-click');
    expect((await run(onceEach(doubleClick as Experiment))).verdict).toBe('broken');
  });

  it('is covered by one of these', () => {
    const covered = new Set(strikes.map(([id]) => id));
    expect(experiments.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual(['double-click']);
  });
});

describe('a run', () => {
  it('reports every change of a moment, from preparing to done', async () => {
    const seen: ExperimentRun[] = [];
    await run(lostAnswer, new FakeStage(), (each) => seen.push(each));
    const states = [...new Set(seen.map(({ state }) => state))];
    expect(states).toEqual(['preparing', 'running', 'judging', 'done']);
    expect([...new Set(seen.map(({ step }) => step))]).toEqual([null, 'stripe', 'customer']);
    const first = seen.map(({ moments }) => moments[0]);
    expect(first[0]).toMatchObject({ id: 'stripe-struck', state: 'waiting', afterMs: null });
    expect(first.at(-1)).toMatchObject({ state: 'seen', message: expect.any(Number) });
    expect(seen.at(-1)?.orders).toEqual(['ord_1', 'ord_2']);
  });

  it('is broken if a moment is not seen in its time, and says which', async () => {
    const [step, ...others] = lostAnswer.steps;
    const impossible = { id: 'never', text: 'Stripe is called 9 times.', withinMs: 2_000 };
    const moment = {
      ...impossible,
      kind: 'wire' as const,
      edge: 'payments->stripe',
      direction: 'request' as const,
      label: 'POST /v1/payment_intents',
      count: { atLeast: 9 },
    };
    const experiment = {
      ...lostAnswer,
      steps: step === undefined ? [] : [{ ...step, moments: [moment] }, ...others],
    };
    const { verdict, reasons, moments } = await run(experiment);
    expect([verdict, reasons]).toEqual([
      'broken',
      ['Not seen within 2 s: Stripe is called 9 times (2 requests of 9).'],
    ]);
    expect(moments.slice(1).map(({ state, detail }) => [state, detail])).toEqual(
      moments.slice(1).map(() => ['not_seen', 'not reached']),
    );
  });

  it('counts the time of its moments from when everything is armed', async () => {
    class SlowToArm extends FakeStage {
      override async strike(strike: Parameters<FakeStage['strike']>[0]): ReturnType<FakeStage['strike']> {
        await this.clock.pause(10_000);
        return super.strike(strike);
      }
    }
    const { reasons, verdict } = await run(lostAnswer, new SlowToArm());
    expect({ reasons, verdict }).toEqual({ reasons: [], verdict: 'held' });
  });

  it('is broken if an invariant is violated, although every moment was seen', async () => {
    const stage = new FakeStage();
    stage.judgedLedgers = aLedger({ charges: [aCharge(), aCharge({ chargeId: 'ch_2' })] });
    const { verdict, reasons } = await run(lostAnswer, stage);
    expect(verdict).toBe('broken');
    expect(reasons[0]).toMatch(/^Invariant 1 .*ch_1.*ch_2/);
  });

  it('is void if the system does not come to rest before it, and says what stirs', async () => {
    const stage = new FakeStage();
    stage.unfinished = ['order ord_9 is payment_pending'];
    const { verdict, reasons, moments } = await run(lostAnswer, stage);
    expect([verdict, reasons]).toEqual([
      'void',
      ['The system did not come to rest within 10 s: order ord_9 is payment_pending.'],
    ]);
    expect(moments.map(({ state }) => state)).toEqual(moments.map(() => 'waiting'));
  });

  it('is void if an act fails', async () => {
    const stage = new FakeStage();
    stage.strike = () => Promise.reject(new Error('the lab refused the strike'));
    const { verdict, reasons } = await run(lostAnswer, stage);
    expect([verdict, reasons[0]]).toEqual(['void', 'An act failed: the lab refused the strike']);
  });

  it('heals when it is stopped, and has no verdict', async () => {
    const stage = new FakeStage();
    let healedBefore = 0;
    const { state, verdict } = await run(lostAnswer, stage, ({ step }) => {
      if (step !== 'stripe' || stage.signal.aborted) return;
      healedBefore = stage.healed;
      stage.stop.abort(new Error('The run was stopped.'));
    });
    expect([state, verdict, stage.healed]).toEqual(['stopped', null, healedBefore + 1]);
  });
});
