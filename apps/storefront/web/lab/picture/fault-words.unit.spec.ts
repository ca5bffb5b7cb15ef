import { describe, expect, it } from '@jest/globals';
import { faultSentence, strikeSentence } from './fault-words.ts';
import { type ShownFault, type ShownStrike } from './lab-state.ts';

const fault = (change: Partial<ShownFault>): ShownFault => ({
  faultId: 'flt_1',
  edge: 'checkout->payments',
  kind: 'reset',
  struck: 0,
  ...change,
});
const strike = (change: Partial<ShownStrike>): ShownStrike => ({
  strikeId: 'str_1',
  edge: 'payments->stripe',
  direction: 'request',
  action: { kind: 'hold' },
  state: 'armed',
  ...change,
});

describe('a fault in words', () => {
  it.each<[Partial<ShownFault>, string]>([
    [{ kind: 'refuse' }, 'Connections are refused.'],
    [{ kind: 'reset' }, 'Each message is dropped, and its connection is reset.'],
    [{ kind: 'latency', ms: 300, direction: 'response' }, 'Each response arrives 300 ms late.'],
    [
      { kind: 'status', status: 503, direction: 'request', label: 'POST /payments' },
      'Each request POST /payments gets 503 instead of reaching the server.',
    ],
    [
      { kind: 'garbage', direction: 'response', label: 'POST /payments' },
      'Each response to POST /payments arrives as garbage.',
    ],
    [{ kind: 'hiccup' }, 'Each message meets the fault "hiccup".'],
  ])('%j is "%s"', (change, sentence) => {
    expect(faultSentence(fault(change))).toBe(sentence);
  });
});

describe('a strike in words', () => {
  it.each<[Partial<ShownStrike>, string]>([
    [{}, 'The next request is held until it is released.'],
    [{ ordinal: 2 }, 'After one other, the next request is held until it is released.'],
    [{ ordinal: 3 }, 'After 2 others, the next request is held until it is released.'],
    [{ action: { kind: 'delay', ms: 50 }, label: 'DATA' }, 'The next request DATA arrives 50 ms late.'],
    [{ state: 'held' }, 'One request is held. It goes on when it is released.'],
    [
      { state: 'struck', action: { kind: 'duplicate' } },
      'Done. One request met its strike: it is sent twice.',
    ],
    [{ action: { kind: 'hiccup' } }, 'The next request meets the strike "hiccup".'],
  ])('%j is "%s"', (change, sentence) => {
    expect(strikeSentence(strike(change))).toBe(sentence);
  });
});
