import { type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aProblem, aRequest, startedAt } from '../evidence.fixture.ts';

const late = aProblem(504, 'deadline_exceeded', {
  startedAt,
  endedAt: startedAt + 2_700,
  deadlineMs: 2_400,
});

const exchange = (number: number, status: number, from: number, to: number): LabEvent[] =>
  (['request', 'response'] as const).map((direction) => {
    const label = direction === 'request' ? 'POST /checkouts' : `${status} POST /checkouts`;
    const event = aRequest('shopper->checkout', label);
    if (event.type !== 'message') throw new Error('not a message');
    const at = startedAt + (direction === 'request' ? from : to);
    return { ...event, message: { ...event.message, direction, at, exchange: number } };
  });

const judged = (...exchanges: LabEvent[][]): string =>
  against(8, aLedger({ responses: [late] }), { events: exchanges.flat() });

describe('8: a response that the client read late', () => {
  it('was in time if the wire shows that checkout sent it in time', () => {
    expect(judged(exchange(1, 504, 20, 2_500))).toBe('');
  });

  it.each([
    ['the wire has it late as well', [exchange(1, 504, 20, 2_690)]],
    ['another one like it was late', [exchange(1, 504, 20, 2_500), exchange(2, 504, 10, 2_695)]],
    ['the wire has another status', [exchange(1, 201, 20, 2_500)]],
    ['the one in time ended before this client asked', [exchange(1, 504, -2_500, -100)]],
    ['the wire has none', []],
  ])('was late if %s', (_what, exchanges) => {
    expect(judged(...exchanges)).toContain('came after 2700 ms');
  });
});
