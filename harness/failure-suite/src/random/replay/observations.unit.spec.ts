import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { seenByCustomers, Observations } from './observations.ts';

const page = (opened: number): string =>
  [
    `resilience_breaker_transitions_total{dependency="stripe",from="closed",to="open"} ${opened}`,
    'resilience_breaker_transitions_total{dependency="stripe",from="open",to="half_open"} 50',
    'messaging_messages_handled_total{queue="email",name="send-receipt",outcome="done"} 9',
  ].join('\n');

/** A system whose payments serves these metric pages in turn, and none while it is down. */
function aSystem(pages: (number | undefined)[]): System & { readonly seen: string[] } {
  const seen: string[] = [];
  const ask = (process: string): Promise<{ status: number; text: string }> => {
    if (process !== 'payments') return Promise.resolve({ status: 200, text: '' });
    const opened = pages.shift();
    return opened === undefined
      ? Promise.reject(new Error('down'))
      : Promise.resolve({ status: 200, text: page(opened) });
  };
  const services = ['checkout', 'payments'];
  return { seen, services, ask, saw: (what: string) => seen.push(what) } as unknown as System & {
    readonly seen: string[];
  };
}

const countOf = (observations: Observations, what: string): number | undefined =>
  observations.all.find((each) => each.what === what)?.count;

describe('Observations', () => {
  it('counts increases since the start of the plan, across restarts', async () => {
    const observations = new Observations();
    const system = aSystem([3, 4, undefined, 2]);
    const watch = await observations.watch(system);
    expect(observations.never()).toContain('breaker opened');
    for (let looks = 0; looks < 3; looks += 1) await watch.update();
    expect(countOf(observations, 'breaker opened')).toBe(1 + 2);
    expect(system.seen).toContain('breaker opened');
    expect(system.seen).not.toContain('duplicate job seen');
  });

  it('lists events that it has never seen', async () => {
    const observations = new Observations();
    await observations.watch(aSystem([7]));
    expect(observations.never()).toContain('breaker opened');
    observations.add('stale served', 1);
    expect(observations.never()).not.toContain('stale served');
    expect(new Observations().never()).toContain('stale served');
    expect(new Observations().never(['recommendations'])).toEqual([
      'breaker opened',
      'lease taken over',
      'response lost after the effect',
    ]);
  });
});

describe('seenByCustomers', () => {
  const aResponse = (over: Partial<CustomerResponse>): CustomerResponse =>
    ({
      key: 'k',
      status: 0,
      startedAt: 100,
      endedAt: 200,
      path: '/checkouts',
      text: '',
      ...over,
    }) as CustomerResponse;
  const order = (createdAt: number): string =>
    JSON.stringify({ createdAt: new Date(createdAt).toISOString() });
  const counts = (responses: CustomerResponse[]): Record<string, number> =>
    Object.fromEntries(seenByCustomers(responses));

  it('counts a lost response whose order had already been created', () => {
    const later = { status: 201, startedAt: 300, endedAt: 400 };
    expect(counts([aResponse({}), aResponse({ ...later, text: order(150) })])).toMatchObject({
      'response lost after the effect': 1,
    });
    expect(counts([aResponse({}), aResponse({ ...later, text: order(350) })])).toMatchObject({
      'response lost after the effect': 0,
    });
    expect(counts([aResponse({})])).toMatchObject({ 'response lost after the effect': 0 });
  });

  it('counts stale suggestions', () => {
    const suggestions = { path: '/recommendations?limit=3', status: 200, text: '{"stale":true}' };
    expect(counts([aResponse(suggestions)])).toMatchObject({ 'stale served': 1 });
    expect(counts([aResponse({ ...suggestions, text: '{"stale":false}' })])).toMatchObject({
      'stale served': 0,
    });
  });
});
