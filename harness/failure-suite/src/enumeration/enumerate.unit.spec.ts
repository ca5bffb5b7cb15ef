import { describe, expect, it } from '@jest/globals';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Point } from './shop-points.ts';
import { strikesFor, summarize } from './enumerate.ts';

const aPoint = (over: Partial<Point> = {}): Point => ({
  operation: 'checkout',
  route: 'checkout->payments',
  direction: 'request',
  label: 'POST /payments',
  ordinal: 1,
  sender: 'checkout',
  receiver: 'payments',
  ...over,
});

const points = [aPoint(), aPoint({ direction: 'response', label: '201 POST /payments' })];

describe('strikesFor', () => {
  it('makes one scenario with a unique name per point and fault', () => {
    const strikes = strikesFor(points);
    expect(strikes).toHaveLength(8);
    expect(new Set(strikes.map(({ name }) => name)).size).toBe(8);
    expect(strikes[0]).toMatchObject({
      name: 'checkout-checkout-payments-request-post-payments-1-kill-the-sender',
      cell: { edge: 'checkout->payments', fault: 'kill the sender', phase: 'before the callee sees it' },
    });
  });

  it('has every other customer retry, and covers both for each fault', () => {
    const words = strikesFor(points).map(({ broken }) => broken.includes('never retries'));
    expect(words.slice(0, 4)).toEqual([false, true, false, true]);
    expect(words.slice(4)).toEqual([true, false, true, false]);
  });

  it('is unspecified if no expectation is declared', () => {
    const [strike] = strikesFor([aPoint({ route: 'checkout->fraud-check' })]);
    expect(strike?.customerSees).toBe('unspecified');
  });
});

describe('summarize', () => {
  const resultOf = (name: string, verdict: ScenarioResult['verdict']) =>
    ({ name, verdict, reasons: ['it was not hit'] }) as unknown as ScenarioResult;

  it('lists each strike that missed, with the reason', () => {
    const names = strikesFor(points).map(({ name }) => name);
    const results = names.slice(1).map((name, n) => resultOf(name, n === 0 ? 'void' : 'held'));
    const [checkout] = summarize(points, results);
    expect(checkout).toMatchObject({ operation: 'checkout', points: 2, strikes: 8, struck: 6 });
    expect(checkout?.missed).toEqual([`${names[0]}: not run`, `${names[1]}: it was not hit`]);
  });
});
