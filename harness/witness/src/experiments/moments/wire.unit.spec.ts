import { beforeEach, describe, expect, it } from '@jest/globals';
import { type WireMoment } from '../experiment.ts';
import { type Bare, SceneFixture } from './scene.fixture.ts';
import { wire } from './wire.ts';

const label = 'POST /payments';
const moment = (over: Partial<Bare<WireMoment>>): Bare<WireMoment> => ({
  kind: 'wire',
  edge: 'checkout->payments',
  direction: 'request',
  label,
  count: { atLeast: 1 },
  ...over,
});

describe('a moment on the wire', () => {
  let fixture: SceneFixture;
  const send = (key?: string) => fixture.stage.shop.wire.message('checkout->payments', 'request', label, key);

  beforeEach(async () => {
    fixture = await SceneFixture.begun();
  });

  it('counts messages of its edge, direction and label only', async () => {
    fixture.stage.shop.wire.message('checkout->payments', 'response', label);
    fixture.stage.shop.wire.message('payments->stripe', 'request', label);
    fixture.stage.shop.wire.message('checkout->payments', 'request', 'GET /payments');
    expect(await fixture.look(moment({}))).toBe('(0 requests of 1)');
    send();
    expect(await fixture.look(moment({}))).toBe('1 request');
  });

  it('counts from the start of its step, or of the named one', async () => {
    send();
    await fixture.stage.clock.until(fixture.stage.clock.pause(1_000));
    fixture.scene.begin('later');
    send();
    expect(await fixture.look(moment({}))).toBe('1 request');
    expect(await fixture.look(moment({ since: 'step' }))).toBe('2 requests');
  });

  it('objects to more than it allows, with an allowance for each customer of a group', async () => {
    [1, 2, 3].forEach(() => send());
    expect(await fixture.look(moment({ count: { atLeast: 1, atMost: 2 } }))).toBe(
      '(3 requests, but at most 2 may pass)',
    );
    const each = { of: 'Ada', times: 1.1 };
    expect(await fixture.look(moment({ count: { atMost: 2, each } }))).toBe('3 requests');
  });

  it('objects to different keys, where they are known', async () => {
    send('a');
    send();
    expect(await fixture.look(moment({ sameKey: true }))).toBe('2 requests');
    send('b');
    expect(await fixture.look(moment({ sameKey: true }))).toBe('(3 requests with different keys)');
  });

  it('objects to a request without a response', async () => {
    send();
    expect(await fixture.look(moment({ answered: true }))).toBe('(1 of 1 request without a response)');
    fixture.stage.shop.wire.message('checkout->payments', 'response', `201 ${label}`);
    expect(await fixture.look(moment({ answered: true }))).toBe('1 request');
  });

  it('is only certain at the end if nothing has to pass, and may pass if too much can', () => {
    const whole = (count: WireMoment['count']): WireMoment => ({
      id: '',
      text: '',
      withinMs: 0,
      ...moment({ count }),
    });
    expect(wire.isOfTheEnd?.(whole({ atMost: 2 }))).toBe(true);
    expect(wire.isOfTheEnd?.(whole({ atLeast: 1, atMost: 2 }))).toBe(false);
    expect(wire.mayPass?.(whole({ atLeast: 1, atMost: 1 }))).toBe(true);
    expect(wire.mayPass?.(whole({ atLeast: 1 }))).toBe(false);
  });
});
