import { describe, expect, it } from '@jest/globals';
import { tour, type TourOfStack } from './tour.ts';

const aStack = (over: Partial<TourOfStack> = {}): TourOfStack => ({
  shopUrl: 'http://127.0.0.1:4000',
  checkoutUrl: 'http://127.0.0.1:4001',
  inboxUrl: 'http://127.0.0.1:4030',
  simulatorUrl: 'http://127.0.0.1:4010',
  isLive: false,
  killPayments: ['npm run service -- kill payments'],
  startPayments: ['npm run service -- start payments'],
  explain: 'npm run explain',
  ...over,
});
const names = (stack: TourOfStack): string[] =>
  tour(stack).flatMap((line) => /^ {2}(\w+)/.exec(line)?.slice(1) ?? []);
const text = (stack: TourOfStack): string => tour(stack).join('\n');

describe('the tour', () => {
  it('leads from the shop through a repeat, the inbox, the ledger and an outage to recovery', () => {
    expect(names(aStack())).toEqual([
      'Shop',
      'Buy',
      'Repeat',
      'Inbox',
      'Ledger',
      'Break',
      'Explain',
      'Recover',
    ]);
  });

  it('fits on a screen', () => {
    expect(text(aStack()).split('\n').length).toBeLessThanOrEqual(20);
  });

  it('uses new keys in each start, because a kept one would be answered with a replay', () => {
    expect(text(aStack())).not.toBe(text(aStack()));
  });

  it('has no ledger to show when payments go to Stripe itself', () => {
    const stack = aStack({ simulatorUrl: undefined });
    expect(names(stack)).not.toContain('Ledger');
    expect(text(stack)).not.toContain('_simulator');
  });

  it('begins without the shop if that is off', () => {
    expect(names(aStack({ shopUrl: undefined }))[0]).toBe('Buy');
  });

  it('orders nothing with a live key', () => {
    expect(text(aStack({ isLive: true }))).not.toContain('curl');
  });
});
