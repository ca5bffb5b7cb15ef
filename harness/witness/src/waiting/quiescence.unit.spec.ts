import { type Watched } from '@holdfast/engine';
import { describe, expect, it } from '@jest/globals';
import { aLedger, aMail } from '../invariants/evidence.fixture.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { awaitQuiescence, unfinishedIn } from './quiescence.ts';

describe('what stirs', () => {
  it('lists an open breaker before the work that waits for it', () => {
    const ledgers = aLedger({
      openBreakers: ['checkout->cache: open'],
      jobs: [{ queue: 'email', state: 'active', count: 1 }],
    });
    expect(unfinishedIn(ledgers).slice(0, 2)).toEqual([
      'breaker checkout->cache: open',
      '1 jobs are active on the queue email',
    ]);
  });
});

const atRest = aLedger({ mails: [aMail({ text: 'Your order ord_1' })] });
const busy = aLedger({ jobs: [{ queue: 'email', state: 'active', count: 1 }] });

/** Returns one of these per reading, then the last one forever, and counts the calls. */
function watching(ledgers: readonly Ledgers[], openBreakers: readonly (readonly string[])[] = []) {
  const asked = { ledgers: 0, resilience: 0, moved: 0 };
  const watched: Watched<Ledgers> = {
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

  it('takes two readings that agree and one reading of the breakers', async () => {
    const { watched, asked } = watching([atRest]);
    const { quietAt, unfinished } = await awaitQuiescence(watched, options);
    expect({ quietAt, unfinished }).toEqual({ quietAt: atRest.readAt, unfinished: [] });
    expect(asked).toEqual({ ledgers: 2, resilience: 1, moved: 0 });
  });

  it('reads again after messages while anything is in progress', async () => {
    const { watched, asked } = watching([busy, busy, atRest]);
    expect((await awaitQuiescence(watched, options)).quietAt).toBeDefined();
    expect(asked).toEqual({ ledgers: 4, resilience: 1, moved: 2 });
  });

  it('starts over if two readings differ', async () => {
    const { watched, asked } = watching([atRest, { ...atRest, orders: [] }]);
    expect((await awaitQuiescence(watched, options)).quietAt).toBeDefined();
    expect(asked.ledgers).toBe(3);
  });

  it('sends customer traffic while only breakers are open', async () => {
    const { watched } = watching([atRest], [['checkout->payments: open'], ['checkout->payments: half_open']]);
    const rounds: number[] = [];
    const shop = (round: number): Promise<void> => Promise.resolve(void rounds.push(round));
    const { ledgers } = await awaitQuiescence(watched, { ...options, shop });
    expect(rounds).toEqual([0, 1]);
    expect(ledgers.openBreakers).toEqual([]);
  });

  it('lists what is in progress at the timeout, breakers included', async () => {
    const { watched } = watching([busy], [['checkout->payments: open']]);
    const { quietAt, unfinished } = await awaitQuiescence(watched, { ...options, timeoutMs: -1 });
    expect(quietAt).toBeUndefined();
    expect(unfinished.slice(0, 2)).toEqual([
      'breaker checkout->payments: open',
      '1 jobs are active on the queue email',
    ]);
  });
});
