import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import CircuitBreaker from 'opossum';
import { OpossumCircuit } from './opossum-circuit.ts';

const options = { windowMs: 30_000, buckets: 30, minThroughput: 20, failurePercent: 50 };
afterEach(() => void jest.restoreAllMocks());

/** The inner opossum breaker, captured when it is fired. */
function firedCircuit(): () => CircuitBreaker {
  const fire = jest.spyOn(CircuitBreaker.prototype, 'fire');
  return () => fire.mock.contexts[0] as CircuitBreaker;
}

describe('OpossumCircuit', () => {
  it('sets no timer, not even to open', () => {
    const timers = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'setInterval')];
    const circuit = new OpossumCircuit('payments', options, 0);
    for (let failure = 0; failure < 20; failure += 1) circuit.countFailure('timeout', 0);
    expect(circuit.isOpen).toBe(true);
    for (const timer of timers) expect(timer).not.toHaveBeenCalled();
  });

  it('decides before the call that counts returns', () => {
    const circuit = new OpossumCircuit('payments', options, 0);
    for (let failure = 0; failure < 19; failure += 1) circuit.countFailure('timeout', 0);
    expect(circuit.isOpen).toBe(false);
    circuit.countFailure('timeout', 0);
    expect(circuit.isOpen).toBe(true);
  });

  it('keeps counters, not a record per result, so that a failure costs the same after any traffic', () => {
    const opossum = firedCircuit();
    const circuit = new OpossumCircuit('payments', options, 0);
    for (let success = 0; success < 100_000; success += 1) circuit.countSuccess(success / 5);
    for (let failure = 0; failure < 1_000; failure += 1) circuit.countFailure('timeout', 20_000);
    expect(circuit.counts(20_000)).toEqual({
      successes: 100_000,
      failures: 1_000,
      failuresByCause: { timeout: 1_000 },
    });
    const { window } = opossum().status;
    expect(window).toHaveLength(30);
    expect(window.flatMap(({ latencyTimes }) => latencyTimes)).toEqual([]);
  });

  it('does not run for successes at all', () => {
    const fire = jest.spyOn(CircuitBreaker.prototype, 'fire');
    const circuit = new OpossumCircuit('payments', options, 0);
    circuit.countSuccess(0);
    expect(fire).not.toHaveBeenCalled();
  });

  it('rotates at most once through its buckets, however long it was idle', () => {
    const circuit = new OpossumCircuit('payments', options, 0);
    circuit.countSuccess(0);
    const emit = jest.spyOn(EventEmitter.prototype, 'emit');
    circuit.countFailure('timeout', 1e15);
    expect(emit.mock.calls.filter(([event]) => event === 'rotate')).toHaveLength(30);
    expect(circuit.counts(1e15)).toEqual({ successes: 0, failures: 1, failuresByCause: { timeout: 1 } });
    expect(circuit.counts(1e15 + 29_000).failures).toBe(1);
    expect(circuit.counts(1e15 + 30_000).failures).toBe(0);
  });

  it('has its own clock-driven window, whatever other circuits do', () => {
    const [one, other] = [0, 0].map((now) => new OpossumCircuit('payments', options, now));
    one?.countFailure('timeout', 0);
    other?.countFailure('timeout', 60_000);
    expect(one?.counts(0).failures).toBe(1);
  });

  it('leaves no rejection unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    new OpossumCircuit('payments', options, 0).countFailure('timeout', 0);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
