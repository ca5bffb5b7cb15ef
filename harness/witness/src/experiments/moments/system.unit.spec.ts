import { beforeEach, describe, expect, it } from '@jest/globals';
import { SceneFixture } from './scene.fixture.ts';

describe('a moment of the system', () => {
  let fixture: SceneFixture;

  beforeEach(async () => {
    fixture = await SceneFixture.begun();
  });

  /** Readings are shared for 100 ms. */
  const later = (): Promise<void> => fixture.stage.clock.until(fixture.stage.clock.pause(200));

  it('of a process is seen in its state', async () => {
    const moment = { kind: 'process', role: 'payments', state: 'down' } as const;
    expect(await fixture.look(moment)).toBe('(payments: ready)');
    fixture.stage.shop.act('payments', 'kill');
    await later();
    expect(await fixture.look(moment)).toMatch(/^payments/);
  });

  it('of a new process needs another identity than at the start of the step', async () => {
    const moment = { kind: 'process', role: 'payments', state: 'ready', isNew: true } as const;
    expect(await fixture.look(moment)).toBe('(payments is still the same process)');
    fixture.stage.shop.act('payments', 'restart');
    await later();
    expect(await fixture.look(moment)).toMatch(/^payments \(\d+\)$/);
  });

  it('of a process that does not exist is not seen', async () => {
    expect(await fixture.look({ kind: 'process', role: 'moon', state: 'ready' })).toBe('(moon: unknown)');
  });

  it.each([
    ['open', 'open', 'checkout: open, checkout-2: half_open', ['open', 'half_open']],
    ['open', 'one copy', '(checkout-2: closed)', ['open', 'closed']],
    ['closed', 'closed', 'checkout: closed, checkout-2: closed', ['closed', 'closed']],
    ['closed', 'half-open', '(checkout-2: half_open)', ['closed', 'half_open']],
  ] as const)('of a breaker that must be %s: %s', async (state, _name, detail, states) => {
    const edge = 'checkout->payments';
    const [one, other] = states;
    fixture.stage.breakers = () =>
      Promise.resolve([
        { process: 'checkout', edge, breaker: one },
        { process: 'checkout-2', edge, breaker: other },
      ]);
    expect(await fixture.look({ kind: 'breaker', edge, state })).toBe(detail);
    expect(await fixture.look({ kind: 'breaker', edge: 'moon->earth', state })).toMatch(
      /^\(no process reports/,
    );
  });

  it.each([
    ['open', 'payments: open', ['open', 'closed', 'closed']],
    ['closed', '(payments: open)', ['open', 'closed', 'closed']],
    ['closed', 'payments: closed', ['closed', 'closed', 'closed']],
  ] as const)('of several breakers of a process that must be %s: %s', async (state, detail, states) => {
    const edge = 'payments->stripe';
    fixture.stage.breakers = () =>
      Promise.resolve(states.map((breaker) => ({ process: 'payments', edge, breaker })));
    expect(await fixture.look({ kind: 'breaker', edge, state })).toBe(detail);
  });

  it('of a strike is seen when it holds or has hit its message', async () => {
    const held = { kind: 'strike', name: 'response', state: 'held' } as const;
    const struck = { ...held, state: 'struck' } as const;
    expect(await fixture.look(held)).toBe('(not armed)');
    const edge = 'payments->stripe';
    const armed = await fixture.stage.strike({ edge, direction: 'response', action: { kind: 'hold' } });
    fixture.scene.strikes.set('response', armed);
    expect(await fixture.look(held)).toBe('(armed)');
    fixture.stage.shop.wire.hit(edge, 'response', '200 POST /v1/payment_intents');
    expect([await fixture.look(held), await fixture.look(struck)]).toEqual([
      '200 POST /v1/payment_intents',
      '(held)',
    ]);
    await armed.release('drop');
    expect(await fixture.look(struck)).toBe('200 POST /v1/payment_intents');
  });

  it('of a fault is seen when it has struck', async () => {
    const fault = await fixture.stage.fault('email->mail', { kind: 'latency', ms: 1 });
    fixture.scene.faults.set('slow', fault);
    const moment = { kind: 'strike', name: 'slow', state: 'struck' } as const;
    expect(await fixture.look(moment)).toBe('(struck nothing yet)');
    fixture.stage.shop.wire.faultOn('email->mail');
    expect(await fixture.look(moment)).toBe('struck 1 time');
  });

  it('of a peak compares the highest numbers of two curves', async () => {
    const moment = { kind: 'peak', curve: 'polite', of: 'hasty', atMostShare: 0.5 } as const;
    expect(await fixture.look(moment)).toBe('(polite 0, hasty 0 in 100 ms)');
    fixture.scene.curves.set('hasty', () => [3, 20, 4]);
    fixture.scene.curves.set('polite', () => [1, 10, 2]);
    expect(await fixture.look(moment)).toBe('polite 10, hasty 20 in 100 ms');
    fixture.scene.curves.set('polite', () => [1, 11, 2]);
    expect(await fixture.look(moment)).toBe('(polite 11, hasty 20 in 100 ms)');
  });
});
