import { type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { hit, strike } from './system.fixture.ts';
import { Traffic } from './traffic.ts';

const route = 'payments->stripe';
const message = (change: Partial<ReturnType<typeof hit>> = {}): LabEvent => ({
  type: 'message',
  message: { ...hit('200 POST /v1/payment_intents'), ...change },
});
const burst = (count: number): LabEvent[] => Array.from({ length: count }, () => message());

describe('traffic in the picture', () => {
  it('draws at most eight messages a second for each route', () => {
    const traffic = new Traffic();
    let drawn = 0;
    for (let at = 0; at < 1_000; at += 50) drawn += traffic.add(burst(10), 0, at).size;
    expect(drawn).toBeLessThanOrEqual(8);
    expect(drawn).toBeGreaterThanOrEqual(6);
  });

  it('counts all of them', () => {
    const traffic = new Traffic();
    for (let at = 0; at < 2_000; at += 100) traffic.add(burst(3), 0, at);
    expect(traffic.rates(1_999).get(route)).toBe(30);
  });

  it('counts those that the lab left out as if they were like the others', () => {
    const traffic = new Traffic();
    traffic.add(burst(10), 30, 0);
    expect(traffic.rates(0).get(route)).toBe(20);
  });

  it('forgets after two seconds', () => {
    const traffic = new Traffic();
    traffic.add(burst(10), 0, 0);
    expect(traffic.rates(2_000).get(route)).toBeUndefined();
  });

  it('leaves out background messages, and joins copies', () => {
    const traffic = new Traffic();
    const dots = traffic.add(
      [message({ isBackground: true, edge: 'email->mail' }), message({ edge: 'payments-2->stripe' })],
      0,
      0,
    );
    expect([...dots]).toEqual([[route, { direction: 'response', isLost: false }]]);
  });

  it('always draws a message that is lost', () => {
    const traffic = new Traffic();
    traffic.add(burst(1), 0, 0);
    const struck = strike({ state: 'struck', message: hit('200 POST /v1/payment_intents') });
    const dots = traffic.add([...burst(1), { type: 'struck', at: 1, strike: struck }], 0, 1);
    expect(dots.get(route)).toEqual({ direction: 'response', isLost: true });
  });

  it('does not take a message for lost that only came late or twice', () => {
    const late = strike({ state: 'struck', action: { kind: 'delay', ms: 5 }, message: hit('x') });
    const dots = new Traffic().add([...burst(1), { type: 'struck', at: 1, strike: late }], 0, 1);
    expect(dots.get(route)?.isLost).toBe(false);
  });
});
