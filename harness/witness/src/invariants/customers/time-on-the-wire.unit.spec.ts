import { type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { type Evidence } from '../evidence.ts';
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

/** The same response, to a client that called an instance past the lab. */
const latePast = { ...late, pastLabTo: 'checkout-2' };

const judgedPast = (evidence: Partial<Evidence>): string =>
  against(8, aLedger({ responses: [latePast] }), evidence);

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

describe('8: a late response to a client that called past the lab', () => {
  const strike = (label: string): LabEvent => {
    const [event] = exchange(1, 504, 20, 2_500);
    if (event?.type !== 'message') throw new Error('not a message');
    const { message } = event;
    const armed = { strikeId: 's1', edge: 'shopper->checkout', direction: 'request', nth: 1 } as const;
    return {
      type: 'struck',
      at: startedAt + 100,
      strike: { ...armed, action: { kind: 'hold' }, state: 'struck', message: { ...message, label } },
    };
  };
  const away = (process: string): Partial<Evidence> => ({
    acts: [{ at: startedAt + 100, process, act: 'pause' }],
  });

  it.each<[string, Partial<Evidence>]>([
    ['an exchange of another client', { events: exchange(1, 504, 20, 2_500) }],
    ['a message of another client that was struck', { events: [strike('POST /checkouts')] }],
    ['an instance that it did not call', away('checkout')],
  ])('is not excused by %s', (_what, evidence) => {
    expect(judgedPast(evidence)).toContain('came after 2700 ms');
  });

  it('is excused by its own instance, and faults of the lab excuse those that pass it', () => {
    expect(judgedPast(away('checkout-2'))).toBe('');
    expect(judged([strike('POST /checkouts')])).toBe('');
    expect(judged([strike('GET /orders/:id')])).toContain('came after 2700 ms');
  });

  it('is excused by the time in which its client could not read, unlike one that passes the lab', () => {
    const found = (response: typeof late, ownDelayMs: number): string =>
      against(8, aLedger({ responses: [{ ...response, ownDelayMs }] }));
    expect(found(latePast, 100)).toBe('');
    expect(found(latePast, 40)).toContain('came after 2700 ms');
    expect(found(late, 100)).toContain('came after 2700 ms');
  });

  it('is judged even if the suite forges responses', () => {
    const forging = { kind: 'garbage', faultId: 'f1', edge: 'shopper->checkout', struck: 1 } as const;
    const bare = { ...latePast, headers: {} };
    const found = (responses: (typeof late)[]): string =>
      against(8, aLedger({ responses }), { faults: [forging] });
    expect(found([bare])).toContain('came after 2700 ms');
    expect(found([{ ...late, headers: {} }])).toBe('');
  });
});
