import { describe, expect, it } from '@jest/globals';
import { type OpenApiDocument } from './documented-api.ts';
import { guardedRoutes } from './documents.ts';
import { guardedRoutesOf } from './guarded-routes.ts';

const withSecurity = (security?: OpenApiDocument['paths'][string][string]['security']): OpenApiDocument => ({
  paths: {
    '/a/{id}/b/{other}': { post: { responses: {}, ...(security === undefined ? {} : { security }) } },
  },
});

describe('guardedRoutesOf', () => {
  it('has the scopes of the keys that open a route', () => {
    const document = withSecurity([{ apiKey: ['charge'] }, { apiKey: ['read'] }]);
    expect(guardedRoutesOf(document)).toEqual([
      { method: 'POST', path: '/a/none/b/none', scopes: ['charge', 'read'] },
    ]);
  });

  it.each([
    ['no security', undefined],
    ['an empty list', []],
    ['a way without any credentials', [{ apiKey: ['read'] }, {}]],
    ["an order's token as well", [{ apiKey: ['read'] }, { orderToken: [] }]],
  ])('leaves out a route with %s', (_what, security) => {
    expect(guardedRoutesOf(withSecurity(security))).toEqual([]);
  });

  it('reads the committed document of payments', () => {
    expect(guardedRoutes('payments')).toContainEqual({
      method: 'POST',
      path: '/payments/none/refunds',
      scopes: ['refund'],
    });
  });
});
