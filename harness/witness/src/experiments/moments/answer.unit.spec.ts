import { beforeEach, describe, expect, it } from '@jest/globals';
import { aResponse } from '../../invariants/evidence.fixture.ts';
import { type AnswerMoment } from '../experiment.ts';
import { type Bare, SceneFixture } from './scene.fixture.ts';

const moment = (over: Partial<Bare<AnswerMoment>>): Bare<AnswerMoment> => ({
  kind: 'answer',
  customers: 'Ada',
  status: [201],
  ...over,
});

describe('a moment of a response', () => {
  let fixture: SceneFixture;
  const respond = (over: Parameters<typeof aResponse>[0] & { readonly ms?: number } = {}): void => {
    const { ms = 100, ...rest } = over;
    const startedAt = fixture.stage.clock.now();
    fixture.stage.keep(aResponse({ startedAt, endedAt: startedAt + ms, text: '{"status":"paid"}', ...rest }));
  };

  beforeEach(async () => {
    fixture = await SceneFixture.begun();
  });

  it('is the first such response of each customer of a group', async () => {
    fixture.cast.join('both', 'Edsger');
    fixture.cast.join('both', 'Barbara');
    respond({ shopper: 'Edsger' });
    respond({ shopper: 'Edsger' });
    expect(await fixture.look(moment({ customers: 'both' }))).toBe('(1 response of 2)');
    respond({ shopper: 'Barbara' });
    expect(await fixture.look(moment({ customers: 'both' }))).toBe('2 responses, each within 100 ms');
  });

  it('does not count other customers, statuses, paths, bodies and earlier steps', async () => {
    respond({ shopper: 'Grace' });
    respond({ status: 409 });
    respond({ path: '/recommendations?limit=3' });
    respond({ text: '{"status":"payment_pending"}' });
    respond({ startedAt: 0, endedAt: 1 });
    expect(await fixture.look(moment({ body: { status: 'paid' } }))).toBe('(0 responses of 1)');
    respond();
    expect(await fixture.look(moment({ body: { status: 'paid' } }))).toBe('201 after 100 ms');
  });

  it('needs a notice and a Retry-After if it says so', async () => {
    respond({ status: 503, text: '{}', headers: {} });
    const refused = moment({ status: [503], hasNotice: true, hasRetryAfter: true });
    expect(await fixture.look(refused)).toBe('(0 responses of 1)');
    respond({ status: 503, text: '{"notice":"Come back."}', headers: { 'retry-after': '1' } });
    expect(await fixture.look(refused)).toBe('503 after 100 ms');
  });

  it('objects to too few replays, to different bytes and to a slow response', async () => {
    respond();
    respond({ text: '{"status":"paid","more":1}', ms: 300 });
    expect(await fixture.look(moment({ times: 2, replayed: 1 }))).toBe('(0 replays of 1)');
    expect(await fixture.look(moment({ times: 2, equal: true }))).toBe('(the responses differ)');
    expect(await fixture.look(moment({ times: 2, eachWithinMs: 200 }))).toBe('(a response took 300 ms)');
    expect(await fixture.look(moment({ times: 3 }))).toBe('(2 responses of 3)');
  });

  it('takes the fastest responses if it says so', async () => {
    respond({ ms: 700 });
    respond({ ms: 10 });
    expect(await fixture.look(moment({ times: 1, eachWithinMs: 200 }))).toBe('(a response took 700 ms)');
    expect(await fixture.look(moment({ times: 1, eachWithinMs: 200, fastest: true }))).toBe(
      '201 after 10 ms',
    );
  });
});
