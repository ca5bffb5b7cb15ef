import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emailFixture, type EmailFixture } from './email-fixture.ts';

describe('GET /emails', () => {
  let email: EmailFixture;
  let url: string;

  beforeAll(async () => {
    email = await emailFixture();
    ({ url } = await email.startService());
  });

  afterAll(() => email.close());

  const get = async (query: string, authorization = 'Bearer s3cret-of-these-tests-alone') => {
    const response = await fetch(`${url}/emails${query}`, { headers: { authorization } });
    return { status: response.status, body: await response.json() };
  };

  it('returns an empty list for an order without emails', async () => {
    expect(await get('?orderId=ord_1')).toEqual({ status: 200, body: { emails: [] } });
  });

  it('refuses a caller without a valid key', async () => {
    expect(await get('?orderId=ord_1', 'Bearer other')).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it.each(['', '?orderId=', '?orderId=pay_1', '?orderId=ord_1&orderId=ord_2'])(
    'refuses "%s" as a query',
    async (query) => {
      expect(await get(query)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ pointer: '/orderId' }] },
      });
    },
  );
});
