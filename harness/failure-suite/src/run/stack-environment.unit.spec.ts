import { describe, expect, it } from '@jest/globals';
import { shopUrl, stackEnvironment } from './stack-environment.ts';

describe('stackEnvironment', () => {
  it("uses the suite's timings if a scenario sets nothing", () => {
    expect(stackEnvironment()['checkout']).toMatchObject({ KEY_LEASE_MS: '3000' });
  });

  it('gives emails and banks the address to which they lead', () => {
    expect(stackEnvironment()['checkout']).toMatchObject({ SHOP_URL: shopUrl });
    expect(stackEnvironment()['email']).toMatchObject({ SHOP_URL: shopUrl, EMAIL_LEASE_MS: '3000' });
  });

  it('lets a setting for all services override the timings of each', () => {
    const { '*': all, checkout, payments } = stackEnvironment({ KEY_LEASE_MS: '700' });
    expect([all?.['KEY_LEASE_MS'], checkout?.['KEY_LEASE_MS'], payments?.['KEY_LEASE_MS']]).toEqual([
      '700',
      '700',
      '700',
    ]);
  });

  it('lets a setting for one service override the setting for all', () => {
    const { checkout, 'payments-2': copy } = stackEnvironment({
      KEY_LEASE_MS: '700',
      checkout: { KEY_LEASE_MS: '800' },
      'payments-2': { CLOCK_OFFSET_MS: '300000' },
    });
    expect(checkout).toMatchObject({ KEY_LEASE_MS: '800' });
    expect(copy).toEqual({ KEY_LEASE_MS: '700', CLOCK_OFFSET_MS: '300000' });
  });

  it('removes a timing that a scenario sets to an empty value', () => {
    expect(stackEnvironment({ QUEUE_RETRY_CAP_MS: '' })['*']).not.toHaveProperty('QUEUE_RETRY_CAP_MS');
  });
});
