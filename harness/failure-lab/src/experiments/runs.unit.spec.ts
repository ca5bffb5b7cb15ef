import { once } from 'node:events';
import { type Capability } from '@holdfast/lab-api';
import { experiments, realClock } from '@holdfast/witness';
import { describe, expect, it } from '@jest/globals';
import { Works } from '../context/works.ts';
import { Runs, type RunStage } from './runs.ts';

type One = (typeof experiments)[number];
const [doubleClick, , killPayments, slowSuggestions] = experiments as [One, unknown, One, One];

/** A stage on which nothing ever comes to rest. */
function aStage(signal: AbortSignal, log: string[]): RunStage {
  const untilStopped = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  };
  const stage: Partial<RunStage> = {
    signal,
    clock: realClock,
    responses: () => [],
    heal: () => Promise.resolve(void log.push('healed')),
    rest: untilStopped,
    close: () => void log.push('closed'),
  };
  return stage as RunStage;
}

function someRuns(has: readonly Capability[] = ['simulator', 'processes']) {
  const [log, works, stopping] = [new Array<string>(), new Works(), new AbortController()];
  const runs = new Runs({
    has,
    works,
    stopping: stopping.signal,
    openStage: (signal) => aStage(signal, log),
    prepare: () => {
      log.push('customers pause');
      return () => void log.push('customers return');
    },
  });
  return { runs, log, works, stopping };
}

describe('the runs of experiments', () => {
  it('are one at a time, and say which one is running', async () => {
    const { runs } = someRuns();
    const { runId } = runs.start(doubleClick);
    expect(() => runs.start(killPayments)).toThrow(
      'The experiment double-click is running. DELETE /runs/run-1 stops it.',
    );
    await runs.stop(runId);
    expect(runs.start(killPayments).runId).toBe('run-2');
    await runs.stopAny();
  });

  it('do not begin while random plans run', () => {
    const { runs, works } = someRuns();
    works.add(() => 'Random plans are running.');
    expect(() => runs.start(doubleClick)).toThrow('Random plans are running.');
    expect(runs.last).toBeNull();
  });

  it('do not begin on a stack that lacks something, and say what', () => {
    const { runs } = someRuns(['simulator']);
    expect(runs.lacks(killPayments)).toEqual(['processes']);
    expect(runs.lacks(slowSuggestions)).toEqual(['recommendations']);
    expect(() => runs.start(killPayments)).toThrow(
      '"Kill payments during a charge" needs a supervisor of processes and the local Stripe. This stack lacks a supervisor of processes.',
    );
  });

  it('stop once everything is healed; customers are away meanwhile', async () => {
    const { runs, log } = someRuns();
    const { runId } = runs.start(doubleClick);
    const stopped = await runs.stop(runId);
    expect(stopped).toMatchObject({
      runId,
      state: 'stopped',
      verdict: null,
      reasons: ['The run was stopped.'],
    });
    expect(log).toEqual(['customers pause', 'healed', 'healed', 'closed', 'customers return']);
    expect([runs.of(runId)?.state, runs.of('run-9'), await runs.stop('run-9')]).toEqual([
      'stopped',
      undefined,
      undefined,
    ]);
  });

  it('stop with the lab', async () => {
    const { runs, stopping } = someRuns();
    runs.start(doubleClick);
    stopping.abort(new Error('the lab is stopping'));
    expect(await runs.stopAny()).toBe('double-click');
    expect(await runs.stopAny()).toBeUndefined();
  });

  it('report each change', async () => {
    const { runs } = someRuns();
    const states: unknown[] = [];
    const unsubscribe = runs.onChange(() => states.push(runs.last?.state));
    runs.start(doubleClick);
    await runs.stopAny();
    unsubscribe();
    runs.start(doubleClick);
    expect([states[0], states.at(-1)]).toEqual(['preparing', 'stopped']);
    await runs.stopAny();
    expect(states.at(-1)).toBe('stopped');
  });
});
