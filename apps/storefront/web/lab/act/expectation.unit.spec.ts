import { type LabProcess, type StandingFaults } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { fault, hit, labProcess, strike } from '../picture/system.fixture.ts';
import { type Expectation, idsOn, isMet } from './expectation.ts';
import { nextWait, type TypedWait } from './typed-wait.ts';

const none: StandingFaults = { faults: [], strikes: [], provider: [] };
const metBy = (expected: Expectation, change: Partial<LabProcess>): boolean =>
  isMet(expected, { processes: [labProcess('payments', change)], faults: undefined });

describe('a press on a process', () => {
  const killed: Expectation = { kind: 'process', name: 'payments', state: 'down' };
  const resumed: Expectation = { kind: 'process_resumed', name: 'payments' };
  const restarted: Expectation = { kind: 'process_restarted', name: 'payments', pid: 1 };

  it.each<[Expectation, Partial<LabProcess>, boolean]>([
    [killed, { state: 'ready' }, false],
    [killed, { state: 'down', pid: null }, true],
    [{ kind: 'process', name: 'payments', state: 'paused' }, { state: 'paused' }, true],
    [resumed, { state: 'paused' }, false],
    [resumed, { state: 'not ready' }, true],
    [restarted, { state: 'ready', pid: 1 }, false],
    [restarted, { state: 'starting', pid: 2 }, false],
    [restarted, { state: 'ready', pid: 2 }, true],
  ])('%j is met by %j: %s', (expected, change, isSeen) => expect(metBy(expected, change)).toBe(isSeen));

  it('is not met by another process, or while none is known', () => {
    const processes = [labProcess('checkout', { state: 'down' })];
    expect(isMet(killed, { processes, faults: none })).toBe(false);
    expect(isMet(killed, { processes: undefined, faults: none })).toBe(false);
  });
});

describe('a press on a connection', () => {
  const standing: StandingFaults = { ...none, faults: [fault({ faultId: 'fault-1' })], strikes: [strike()] };
  const set: Expectation = {
    kind: 'set',
    route: 'checkout->payments',
    known: idsOn('checkout->payments', standing),
  };
  const met = (expected: Expectation, faults: StandingFaults): boolean =>
    isMet(expected, { processes: undefined, faults });

  it('is met by a new fault there, not by those that stood before or elsewhere', () => {
    expect(met(set, standing)).toBe(false);
    expect(
      met(set, {
        ...standing,
        faults: [...standing.faults, fault({ faultId: 'fault-2', edge: 'email->mail' })],
      }),
    ).toBe(false);
    expect(met(set, { ...standing, faults: [...standing.faults, fault({ faultId: 'fault-2' })] })).toBe(true);
    expect(
      met(set, { ...standing, strikes: [strike({ edge: 'checkout->payments', strikeId: 'strike-2' })] }),
    ).toBe(true);
  });

  it('is met when what it removed is gone', () => {
    expect(met({ kind: 'gone', id: 'fault-1' }, standing)).toBe(false);
    expect(met({ kind: 'gone', id: 'strike-1' }, standing)).toBe(false);
    expect(met({ kind: 'gone', id: 'fault-1' }, none)).toBe(true);
  });

  it('is met when what it held goes on', () => {
    const held = { ...none, strikes: [strike({ state: 'held', message: hit('x') })] };
    expect(met({ kind: 'released', id: 'strike-1' }, held)).toBe(false);
    expect(
      met({ kind: 'released', id: 'strike-1' }, { ...none, strikes: [strike({ state: 'struck' })] }),
    ).toBe(true);
  });

  it('of Stripe is met by one more fault of its kind', () => {
    const delay = { route: 'webhooks', fault: 'delay', struck: 0 };
    const expected: Expectation = { kind: 'provider', route: 'webhooks', fault: 'delay', before: 1 };
    expect(met(expected, { ...none, provider: [delay] })).toBe(false);
    expect(met(expected, { ...none, provider: [delay, { ...delay, fault: 'duplicate' }] })).toBe(false);
    expect(met(expected, { ...none, provider: [delay, delay] })).toBe(true);
    expect(met({ kind: 'provider_clear' }, { ...none, provider: [delay] })).toBe(false);
    expect(met({ kind: 'provider_clear' }, none)).toBe(true);
  });
});

describe('a command that people type', () => {
  const restarted: Expectation = { kind: 'process_restarted', name: 'payments', pid: null };
  const after = (wait: TypedWait, expected: Expectation, state: LabProcess['state']): TypedWait =>
    nextWait(wait, expected, {
      processes: [labProcess('payments', { state, pid: null })],
      faults: undefined,
    });

  it('waits until its effect is seen', () => {
    const killed: Expectation = { kind: 'process', name: 'payments', state: 'down' };
    expect(after('waiting', killed, 'ready')).toBe('waiting');
    expect(after('waiting', killed, 'down')).toBe('idle');
    expect(after('idle', killed, 'ready')).toBe('idle');
  });

  it('has restarted a container that was away and is ready', () => {
    expect(after('waiting', restarted, 'ready')).toBe('waiting');
    expect(after('waiting', restarted, 'down')).toBe('away');
    expect(after('away', restarted, 'not ready')).toBe('away');
    expect(after('away', restarted, 'ready')).toBe('idle');
  });
});
