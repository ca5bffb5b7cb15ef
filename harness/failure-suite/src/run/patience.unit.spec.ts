import { describe, expect, it } from '@jest/globals';
import { patienceOf } from './patience.ts';

describe('patienceOf', () => {
  it("is the suite's own timings", () => {
    expect(patienceOf(undefined)).toEqual({
      'checkout->payments': 2_000,
      'payments->stripe': 1_200,
      'checkout->recommendations': 500,
      'email->mail': 1_500,
      'checkout->postgres': 3_000,
      'payments->postgres': 3_000,
      'email->postgres': 3_000,
      'recommendations->postgres': 3_000,
    });
  });

  it('leaves Postgres out if it also holds the queues', () => {
    expect(Object.keys(patienceOf({}, false))).not.toContain('checkout->postgres');
  });

  it("is a scenario's settings, and the shipped default where it removes the suite's", () => {
    const settings = { email: { SMTP_ATTEMPT_TIMEOUT_MS: '' }, DATABASE_STATEMENT_TIMEOUT_MS: '4000' };
    expect(patienceOf(settings)).toMatchObject({ 'email->mail': 12_000, 'email->postgres': 5_000 });
  });
});
