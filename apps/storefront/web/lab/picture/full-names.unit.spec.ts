import { describe, expect, it } from '@jest/globals';
import { hasNoRetries, shownBreakerOf } from './breaker-state.ts';
import { fullNameOfConnection, fullNameOfNode } from './full-names.ts';
import { nodeFacts, sharedState } from './node-state.ts';
import { breaker, edges, fault, labProcess, now, openBreaker } from './system.fixture.ts';
import { type SystemConnection, systemOf } from './system.ts';

function connection(route: string, change: Partial<SystemConnection> = {}): SystemConnection {
  const found = systemOf({ edges }).connections.find((each) => each.route === route);
  if (found === undefined) throw new Error(`no connection ${route}`);
  return { ...found, ...change };
}

describe('the full name of a connection', () => {
  it.each<[string, SystemConnection, string]>([
    ['without a breaker', connection('shopper->checkout'), 'Connection from customers to checkout'],
    [
      'with a closed breaker',
      connection('checkout->payments', { breakers: [breaker()] }),
      'Connection from checkout to payments, breaker closed',
    ],
    [
      'with an open breaker and a fault',
      connection('checkout->payments', {
        breakers: [openBreaker(4_000)],
        faults: [fault({ struck: 12 })],
      }),
      'Connection from checkout to payments, breaker open, next try in 4 seconds, slow by 3 seconds, struck 12 times',
    ],
    [
      'without retries',
      connection('payments->stripe', { breakers: [breaker({ retriesLeft: 0 })] }),
      'Connection from payments to Stripe, breaker closed, retries used up',
    ],
    ['of webhooks', connection('stripe->payments'), 'Connection from Stripe to payments, webhooks'],
  ])('%s', (_, of, name) => expect(fullNameOfConnection(of, now)).toBe(name));
});

describe('the breaker of a connection', () => {
  const of = (...breakers: Parameters<typeof shownBreakerOf>[0]) => shownBreakerOf(breakers, now);

  it.each([
    ['closed', [breaker()], { state: 'closed', next: undefined }],
    ['open', [openBreaker(3_200)], { state: 'open', next: 'next try in 4 s' }],
    ['open, and due', [openBreaker(-1)], { state: 'open', next: 'next call tests' }],
    ['half-open', [breaker({ breaker: 'half_open' })], { state: 'half_open', next: 'next call tests' }],
    [
      'testing',
      [breaker({ breaker: 'half_open', inUse: 1 })],
      { state: 'half_open', next: 'one call tests' },
    ],
    [
      'asked to back off',
      [breaker({ pausedUntil: new Date(now + 5_000).toISOString() })],
      { state: 'closed', next: 'backs off for 5 s' },
    ],
    [
      'the worst of two copies',
      [breaker(), openBreaker(4_000), breaker({ breaker: 'half_open' })],
      { state: 'open', next: 'next try in 4 s' },
    ],
  ] as const)('is %s', (_, breakers, shown) => expect(of(...breakers)).toEqual(shown));

  it('is missing where calls have none', () => {
    expect(of()).toBeUndefined();
    expect(of(breaker({ hasBreaker: false }))).toBeUndefined();
  });

  it('reports retries that are used up in any copy', () => {
    expect(hasNoRetries([breaker(), breaker({ retriesLeft: 0 })])).toBe(true);
    expect(hasNoRetries([breaker()])).toBe(false);
  });
});

describe('the full name of a node', () => {
  const node = (name: string, ...processes: ReturnType<typeof labProcess>[]) => ({ name, processes });
  it.each([
    [node('payments', labProcess('payments')), 'Payments, ready, pid 4242'],
    [node('payments', labProcess('payments', { state: 'down', pid: null })), 'Payments, down'],
    [node('checkout', labProcess('checkout', { degraded: ['redis'] })), 'Checkout, degraded, pid 4242'],
    [
      node(
        'checkout',
        labProcess('checkout', { pid: 1 }),
        labProcess('checkout-2', { state: 'paused', pid: 2 }),
      ),
      'Checkout, 1: ready, 2: paused',
    ],
    [node('shopper'), 'Customers'],
    [node('stripe'), 'Stripe, not run by this stack'],
    [node('loyalty-points', labProcess('loyalty-points', { pid: null })), 'Loyalty points, ready'],
  ])('is "%s"', (of, name) => expect(fullNameOfNode(of, [])).toBe(name));
});

describe('the facts of a node', () => {
  const counters = {
    replays: 0,
    retries: 0,
    olderSuggestions: 0,
    queued: { emails: 2, events: 1 },
    unpublished: 4,
    unsentEmails: 3,
    inbox: 12,
  };
  it.each([
    ['redis', ['queues and cache', '3 jobs wait']],
    ['postgres', ['a database per service', '4 wait in outboxes']],
    ['email', ['3 to send']],
    ['mail', ['12 emails']],
    ['checkout', []],
  ])('%s: %j', (name, facts) => expect(nodeFacts(name, { counters })).toEqual(facts));

  it('are left out while they cannot be read', () => {
    const unread = { ...counters, queued: null, unpublished: null, unsentEmails: null, inbox: null };
    for (const name of ['email', 'mail', 'stripe']) {
      expect(nodeFacts(name, { counters: unread })).toEqual([]);
      expect(nodeFacts(name, {})).toEqual([]);
    }
    expect(nodeFacts('redis', { counters: unread })).toEqual(['queues and cache']);
  });

  it('of Postgres include the queues on a stack without Redis', () => {
    expect(nodeFacts('postgres', { counters, queueStore: 'postgres' })).toEqual([
      'a database per service, and the queues',
      '3 jobs wait',
      '4 wait in outboxes',
    ]);
  });

  it('show the state that all copies share', () => {
    const ready = labProcess('checkout');
    expect(sharedState([ready, ready])).toBe('ready');
    expect(sharedState([ready, labProcess('checkout-2', { state: 'down' })])).toBeUndefined();
  });

  it('of Stripe are its faults', () => {
    const provider = [{ route: 'webhooks', fault: 'delay', struck: 0 }];
    expect(nodeFacts('stripe', { provider })).toEqual(['1 fault']);
  });
});
