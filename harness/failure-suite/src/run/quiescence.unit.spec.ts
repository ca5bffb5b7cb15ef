import { describe, expect, it } from '@jest/globals';
import { aLedger, aMail } from '../invariants/evidence.fixture.ts';
import { type Ledgers } from '../system/ledgers.ts';
import { rest, type Watched, whatStirs } from './quiescence.ts';

describe('what stirs', () => {
  it('tells an open breaker before the orders that it is waited for with', () => {
    const ledgers = aLedger({
      openBreakers: ['checkout->cache: open'],
      jobs: [{ queue: 'email', state: 'active', count: 1 }],
    });
    expect(whatStirs(ledgers).slice(0, 2)).toEqual([
      'breaker checkout->cache: open',
      '1 jobs are active on the queue email',
    ]);
  });
});

const atRest = aLedger({ mails: [aMail({ text: 'Your order ord_1' })] });
const busy = aLedger({ jobs: [{ queue: 'email', state: 'active', count: 1 }] });

/** Gives one of these at each look, the last one for ever, and counts what it is asked. */
function watching(ledgers: readonly Ledgers[], openBreakers: readonly (readonly string[])[] = []) {
  const asked = { ledgers: 0, resilience: 0, moved: 0 };
  const watched: Watched = {
    ledgers: () => Promise.resolve(ledgers[asked.ledgers++] ?? ledgers.at(-1) ?? atRest),
    withResilience: (read) =>
      Promise.resolve({ ...read, openBreakers: openBreakers[asked.resilience++] ?? [] }),
    untilCalm: () => Promise.resolve(),
    untilMoved: () => Promise.resolve(void (asked.moved += 1)),
  };
  return { watched, asked };
}

describe('rest', () => {
  const options = { timeoutMs: 10_000, signal: new AbortController().signal };

  it('is two readings that agree, and breakers that are looked at once', async () => {
    const { watched, asked } = watching([atRest]);
    const { quietAt, stirring } = await rest(watched, options);
    expect({ quietAt, stirring }).toEqual({ quietAt: atRest.readAt, stirring: [] });
    expect(asked).toEqual({ ledgers: 2, resilience: 1, moved: 0 });
  });

  it('is looked for again when something has moved, as long as anything is under way', async () => {
    const { watched, asked } = watching([busy, busy, atRest]);
    expect((await rest(watched, options)).quietAt).toBeDefined();
    expect(asked).toEqual({ ledgers: 4, resilience: 1, moved: 2 });
  });

  it('begins anew when a reading does not agree with the one before', async () => {
    const { watched, asked } = watching([atRest, { ...atRest, orders: [] }]);
    expect((await rest(watched, options)).quietAt).toBeDefined();
    expect(asked.ledgers).toBe(3);
  });

  it('has customers shop while a breaker is all that stirs', async () => {
    const { watched } = watching([atRest], [['checkout->payments: open'], ['checkout->payments: half_open']]);
    const rounds: number[] = [];
    const shop = (round: number): Promise<void> => Promise.resolve(void rounds.push(round));
    const { ledgers } = await rest(watched, { ...options, shop });
    expect(rounds).toEqual([0, 1]);
    expect(ledgers.openBreakers).toEqual([]);
  });

  it('tells what stirs when its time is over, breakers too', async () => {
    const { watched } = watching([busy], [['checkout->payments: open']]);
    const { quietAt, stirring } = await rest(watched, { ...options, timeoutMs: -1 });
    expect(quietAt).toBeUndefined();
    expect(stirring.slice(0, 2)).toEqual([
      'breaker checkout->payments: open',
      '1 jobs are active on the queue email',
    ]);
  });
});
