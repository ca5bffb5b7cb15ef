import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../http/stripe-api.routes.ts';
import { sdkRoutes } from './sdk-routes.ts';
import { supportTable, withSupportTable } from './support-table.ts';
import { listed, takenParams } from './taken-params.ts';

describe('the support table', () => {
  it('in the README is up to date: else build, and run dist/support/write-support-table.js', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(withSupportTable(readme, endpoints)).toBe(readme);
  });

  it('changes with the routes', () => {
    const fewer = endpoints.filter(({ url }) => url !== '/v1/refunds/:id/cancel');
    expect(supportTable(fewer)).not.toContain('✓  POST /v1/refunds/:id/cancel');
    expect(supportTable(endpoints)).toContain('✓  POST /v1/refunds/:id/cancel');
  });
});

describe('sdkRoutes', () => {
  it('has the routes of every resource, with their parameters', () => {
    const routes = sdkRoutes();
    expect(routes.length).toBeGreaterThan(400);
    expect(routes.find(({ route }) => route === 'POST /v1/refunds')?.params).toContain('payment_intent');
    expect(routes).toContainEqual(
      expect.objectContaining({
        resource: 'Radar/EarlyFraudWarnings',
        route: 'GET /v1/radar/early_fraud_warnings',
      }),
    );
  });
});

describe('takenParams', () => {
  it('finds nested ones, and those behind a required one', () => {
    const endpoint = endpoints.find(({ method, url }) => method === 'POST' && url === '/v1/refunds');
    expect(endpoint && listed(takenParams(endpoint))).toEqual([
      'amount',
      'charge',
      'metadata',
      'payment_intent',
      'reason',
    ]);
    const listing = endpoints.find(({ method, url }) => method === 'GET' && url === '/v1/refunds');
    expect(listing && listed(takenParams(listing))).toContain('created[gt, gte, lt, lte]');
  });
});
