import { describe, expect, it } from '@jest/globals';
import { Problem } from './problem.ts';

const kind = { code: 'price_changed', status: 409, title: 'The total has changed' };
const occurrence = { instance: '/checkouts', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };

describe('Problem', () => {
  it('has the members of RFC 9457 and its own code and trace', () => {
    expect(new Problem(kind, 'It is 2100 now.').body(occurrence)).toEqual({
      type: 'urn:holdfast:problem:price_changed',
      title: kind.title,
      status: 409,
      detail: 'It is 2100 now.',
      instance: '/checkouts',
      code: 'price_changed',
      traceId: occurrence.traceId,
    });
  });

  it('says when to come back in the body and in the header', () => {
    const problem = new Problem(kind, 'Wait.', { retryAfterSeconds: 3, headers: { allow: 'GET' } });
    expect(problem.body(occurrence)).toMatchObject({ retryAfterSeconds: 3 });
    expect(problem.headers).toEqual({ allow: 'GET', 'retry-after': '3' });
  });

  it('adds members that help the caller', () => {
    const total = { amountMinor: 2100, currency: 'usd' };
    expect(new Problem(kind, 'Changed.', { extensions: { total } }).body(occurrence)).toMatchObject({
      total,
    });
  });

  it('keeps its cause out of the body', () => {
    const problem = new Problem(kind, 'Changed.', { cause: new Error('select secret') });
    expect(JSON.stringify(problem.body(occurrence))).not.toContain('secret');
    expect(problem.cause).toMatchObject({ message: 'select secret' });
  });
});
