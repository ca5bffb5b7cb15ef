import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aProblem, aResponse, startedAt } from '../evidence.fixture.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';

const of = (email: string, at: number) => ({
  sent: JSON.stringify({ customer: { email } }),
  startedAt: startedAt + at,
  endedAt: startedAt + at + 10,
});
const ada = 'Ada@shoppers.example';

const sentAway = (limit = 'checkouts_per_email', seconds = 3_600): CustomerResponse =>
  aProblem(429, 'too_many_attempts', {
    ...of('ada@shoppers.example', 900),
    headers: { 'content-type': 'application/problem+json', 'retry-after': `${seconds}` },
    text: JSON.stringify({
      type: 't',
      title: 'T',
      status: 429,
      code: 'too_many_attempts',
      traceId: '1',
      limit,
    }),
  });
// Bought by Ada.
const bought = (at: number): CustomerResponse => aResponse(of(ada, at));
const notSold = (at: number): CustomerResponse => aProblem(503, 'payments_unavailable', of(ada, at));

const judged = (
  responses: readonly CustomerResponse[],
  settings: Readonly<Record<string, string>> = { LIMIT_CHECKOUTS_PER_EMAIL_HOUR: '2' },
): string =>
  against(38, aLedger({ responses }), { scenario: { name: 's', settings: { checkout: settings } } });

describe('38: customers whom a limit sends away', () => {
  it.each([
    ['had used it up', [bought(100), bought(200), sentAway()]],
    [
      'may have used it up with a lost response',
      [bought(100), aResponse({ ...of(ada, 200), status: 0 }), sentAway()],
    ],
    ['met another limit', [sentAway('declines_per_address', 1)]],
    ['may return when all of its time is over', [sentAway('declines_per_address')]],
    ['may return when the time since the start is over', [sentAway('emails_per_recipient', 86_399)]],
  ])('are not wronged if they %s', (_what, responses) => {
    expect(judged(responses)).toBe('');
  });

  it('may return at any time where the scenario moves it', () => {
    const scenario = { name: 's', isBackdated: true };
    const responses = [sentAway('emails_per_recipient', 1)];
    expect(against(38, aLedger({ responses }), { scenario })).toBe('');
  });

  it('are not judged where the limit is not known', () => {
    expect(judged([sentAway()], {})).toBe('');
  });

  it.each([
    ['the shop could not sell', [notSold(100), notSold(200), sentAway()], 'after 0 attempts; the limit is 2'],
    [
      'another bought',
      [aResponse(of('grace@shoppers.example', 50)), bought(100), sentAway()],
      'after 1 attempts',
    ],
    [
      'they have to wait for longer than the limit counts',
      [sentAway('checkouts_per_address', 61)],
      'with Retry-After: 61; the limit counts for 60 s',
    ],
    [
      'they may return too early',
      [sentAway('emails_per_recipient')],
      'with Retry-After: 3600; the limit counts for 86400 s',
    ],
    ['they bought only later', [bought(100), sentAway(), bought(950)], 'after 1 attempts'],
    [
      'they repeat a request that was accepted',
      [bought(50), bought(100), aResponse({ ...of('ada@shoppers.example', 200), status: 202 }), sentAway()],
      '→ 202 came before',
    ],
  ])('are wronged if %s', (_what, responses, said) => {
    expect(judged(responses)).toContain(said);
  });
});
