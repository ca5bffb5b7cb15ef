import { describe, expect, it } from '@jest/globals';
import { type LabBreaker, type LabProcess } from '@holdfast/lab-api';
import { changesIn, spokenOf } from './spoken-changes.ts';
import { SpokenQueue } from './spoken-queue.ts';

const payments = (state: LabProcess['state']): LabProcess => ({
  name: 'payments',
  state,
  pid: 1,
  port: 1,
  memoryBytes: 1,
  degraded: [],
});
const breaker = (state: LabBreaker['breaker']): LabBreaker => ({
  process: 'checkout',
  edge: 'checkout->payments',
  dependency: 'payments',
  breaker: state,
  since: '',
  explanation: '',
  usersSee: '',
  nextProbeAt: null,
  hasBreaker: true,
  failures: 0,
  finished: 0,
  pausedUntil: null,
  retriesLeft: 1,
  inUse: 0,
  inUseLimit: 1,
  readAt: 0,
});

describe('changes that are read aloud', () => {
  it('name the process and the breaker that changed, and nothing else', () => {
    const before = spokenOf({ processes: [payments('ready')], breakers: [breaker('closed')] });
    const after = spokenOf({ processes: [payments('down')], breakers: [breaker('open')] });
    expect(changesIn(before, after).map(([, sentence]) => sentence)).toEqual([
      'payments is down.',
      'The breaker from checkout to payments is open: calls fail immediately.',
    ]);
    expect(changesIn(after, after)).toEqual([]);
  });

  it('leave out the state that the page found, and processes that do not respond', () => {
    const found = spokenOf({
      processes: [payments('ready')],
      breakers: [breaker('open'), { process: 'email', unreachable: 'ECONNREFUSED' }],
    });
    expect(changesIn(spokenOf({}), found)).toEqual([]);
  });
});

describe('the queue of sentences', () => {
  it('lets the last state of a subject win, and gives each subject its turn', () => {
    const queue = new SpokenQueue();
    queue.put('verdict', 'Settling.');
    queue.put('payments', 'payments is down.');
    queue.put('verdict', 'Even.');
    expect([queue.take(), queue.take(), queue.take()]).toEqual(['payments is down.', 'Even.', undefined]);
  });
});
