import { describe, expect, it } from '@jest/globals';
import { isOpsRoute } from './ops-route.ts';

describe('isOpsRoute', () => {
  it.each(['/health/live', '/health/ready', '/metrics', '/resilience'])('is true of %s', (url) => {
    expect(isOpsRoute(url)).toBe(true);
  });

  it.each([
    undefined,
    '/',
    '/health',
    '/metrics/x',
    '/resilience/x',
    '/orders/metrics',
    '/docs',
    '/products',
  ])('is false of %s', (url) => expect(isOpsRoute(url)).toBe(false));
});
