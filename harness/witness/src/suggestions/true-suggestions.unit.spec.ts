import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { against, aLedger, aResponse, startedAt } from '../invariants/evidence.fixture.ts';
import { ada, countsAtTheEnd, grace, made, twoBuyers } from './two-buyers.fixture.ts';

const tokens: Readonly<Record<string, string>> = { [ada]: 'a'.repeat(43), [grace]: 'b'.repeat(43) };
const sources = {
  live: { source: 'live', stale: false, ageSeconds: 0, notice: null },
  cache: { source: 'cache', stale: true, ageSeconds: 0, notice: 'They are 0 seconds old.' },
  default: { source: 'default', stale: false, ageSeconds: 0, notice: 'Here are our most popular products.' },
};

const shows = (
  products: readonly string[],
  over: {
    readonly to?: string;
    readonly by?: string;
    readonly at?: number;
    readonly tookMs?: number;
    readonly body?: object;
  } = {},
): CustomerResponse => {
  const { to = ada, by = to, at = 2_000, tookMs = 20, body = sources.live } = over;
  const token = tokens[by];
  return aResponse({
    method: 'GET',
    path: `/recommendations?customerId=${encodeURIComponent(to)}&limit=3`,
    key: null,
    sent: null,
    sentHeaders: token === undefined ? undefined : { authorization: `Bearer ${token}` },
    startedAt: startedAt + at,
    endedAt: startedAt + at + tookMs,
    status: 200,
    text: JSON.stringify({ ...body, products: products.map((productId) => ({ productId })) }),
  });
};

const placed = [
  aResponse(),
  aResponse({ text: JSON.stringify({ orderId: 'ord_2', status: 'paid', accessToken: tokens[grace] }) }),
];
const says = (responses: readonly CustomerResponse[], over: Partial<Evidence> = {}): string =>
  against(34, aLedger({ responses: [...placed, ...responses] }), {
    history: twoBuyers,
    counts: countsAtTheEnd,
    ...over,
  });

const cached = (ageSeconds: number) => ({ ...sources.cache, ageSeconds });

describe('34: suggestions', () => {
  it.each([
    ['live', [shows(made.ada)]],
    ['for each customer', [shows(made.ada), shows(made.grace, { to: grace })]],
    ['from the state of that time', [shows(made.adaBefore400, { at: 250 })]],
    ['from a read that another request began', [shows(made.adaBefore400, { at: 600 })]],
    ['for a stranger', [shows(made.stranger, { to: '' })]],
    ["for a stranger with a customer's address", [shows(made.stranger, { by: '' })]],
    ['for a customer whose orders were not read in time', [shows(made.stranger, { tookMs: 510 })]],
    ['cached', [shows(made.ada), shows(made.ada, { at: 4_500, body: cached(2) })]],
    ['cached before the scenario', [shows(made.grace, { to: '', body: cached(60) })]],
    ['popular', [shows(made.popular, { body: sources.default })]],
  ])('hold if they are %s', (_, responses) => {
    expect(says(responses)).toBe('');
  });

  it.each([
    [
      "made from another customer's purchases",
      [shows(made.grace)],
      'prod_lantern, prod_rope, prod_tea; possible',
    ],
    ["another customer's, to a stranger", [shows(made.ada, { to: '' })], 'live suggestions that were not'],
    ['those of an address, to a stranger', [shows(made.ada, { by: '' })], 'live suggestions that were not'],
    [
      "those of an address, for another's token",
      [shows(made.ada, { by: grace })],
      'live suggestions that were not',
    ],
    ["a stranger's, to a customer", [shows(made.stranger)], 'live suggestions that were not'],
    ['from the past, but called live', [shows(made.adaBefore400)], 'live suggestions that were not'],
    [
      "another customer's, from the cache",
      [shows(made.grace, { to: grace }), shows(made.grace, { at: 4_500, body: cached(2) })],
      'nothing was asked then',
    ],
    [
      'cached, of an age at which no customer asked',
      [shows(made.ada), shows(made.ada, { at: 9_000, body: cached(3) })],
      'nothing was asked then',
    ],
    ['cached, but called popular', [shows(made.ada, { body: sources.default })], 'popular suggestions that'],
    ['popular, but called live', [shows(made.popular)], 'live suggestions that were not'],
    ['live, but stale', [shows(made.ada, { body: { ...sources.live, stale: true } })], 'with stale true'],
    ['live, of an age', [shows(made.ada, { body: { ...sources.live, ageSeconds: 1 } })], 'of an age'],
    [
      'cached, without a notice',
      [shows(made.ada), shows(made.ada, { body: { ...sources.cache, notice: null } })],
      'with the notice null',
    ],
  ])('are contradicted by those that are %s', (_, responses, said) => {
    expect(says(responses)).toContain(said);
  });

  it('may be of a stranger while Postgres is disturbed', () => {
    const acts = [{ at: startedAt, process: 'postgres', act: 'kill' }];
    expect(says([shows(made.stranger)], { acts })).toBe('');
    expect(says([shows(made.grace)], { acts })).toContain('live suggestions that were not');
  });

  it('have no age that can be judged where clocks differ', () => {
    const scenario = { name: 'clocks', settings: { checkout: { CLOCK_OFFSET_MS: '300000' } } };
    const old = (products: readonly string[]) =>
      says([shows(made.ada), shows(products, { at: 9_000, body: cached(300) })], { scenario });
    expect(old(made.ada)).toBe('');
    expect(old(made.grace)).toContain('cached suggestions that were not');
  });

  it('are not judged if the counts were not read', () => {
    expect(says([shows(made.grace)], { counts: undefined })).toBe('');
  });
});
