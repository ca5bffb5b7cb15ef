import { describe, expect, it } from '@jest/globals';
import { DocumentedApi, type SeenAnswer } from './documented-api.ts';

const text = { type: 'string' };
const asJson = (name: string, mediaType = 'application/json') => ({
  content: { [mediaType]: { schema: { $ref: `#/components/schemas/${name}` } } },
});
const api = new DocumentedApi({
  paths: {
    '/orders/{orderId}': {
      get: { responses: { 200: asJson('Order'), 404: asJson('Problem', 'application/problem+json') } },
    },
    '/orders/newest': { get: { responses: { 204: {} } } },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        properties: {
          orderId: text,
          total: { $ref: '#/components/schemas/Money' },
          notice: { type: ['string', 'null'] },
        },
        required: ['orderId', 'total'],
        additionalProperties: false,
      },
      Money: {
        type: 'object',
        properties: { amountMinor: { type: 'integer', minimum: 0 } },
        required: ['amountMinor'],
        additionalProperties: false,
      },
      Problem: {
        type: 'object',
        properties: { code: text, status: { type: 'integer' } },
        required: ['code', 'status'],
      },
    },
  },
});

const order = { orderId: 'ord_1', total: { amountMinor: 4200 }, notice: null };
const seen = (change: Partial<SeenAnswer> & { json?: unknown } = {}): SeenAnswer => ({
  method: 'GET',
  path: '/orders/ord_1',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(change.json ?? order),
  ...change,
});
const asProblem = {
  contentType: 'application/problem+json',
  json: { code: 'not_found', status: 404, left: 3 },
};

describe('an answer as documented', () => {
  it.each([
    ['with its body', seen()],
    ['with a query', seen({ path: '/orders/ord_1?page=2' })],
    ['without a body', seen({ path: '/orders/newest', status: 204, contentType: null, body: '' })],
    ['that is a problem, with members of its own', seen({ status: 404, ...asProblem })],
    [
      'that is a problem, for a method that the route does not have',
      seen({ method: 'PUT', status: 405, ...asProblem }),
    ],
    ['that is a problem, at a path without a route', seen({ path: '/nowhere', status: 404, ...asProblem })],
    ['outside of the API', seen({ path: '/health/ready', json: { anything: 1 } })],
  ])('%s is right', (_, answer) => {
    expect(api.faultOf(answer)).toBeUndefined();
  });
});

describe('an answer that is not as documented', () => {
  it.each([
    [
      'of a status that is not listed',
      seen({ status: 409, ...asProblem }),
      /GET .*\/ord_1 .* 409: .* does not list this status/,
    ],
    [
      'of another content type',
      seen({ status: 404, json: asProblem.json }),
      /it is application\/json instead of application\/problem\+json/,
    ],
    ['without a content type', seen({ contentType: null }), /without a content type/],
    ['that lacks a property', seen({ json: { orderId: 'ord_1' } }), /not as documented: .*\n.*total/],
    ['with an extra property', seen({ json: { ...order, secret: 1 } }), /Unrecognized key: "secret"/],
    [
      'with a wrong value in a referenced schema',
      seen({ json: { ...order, total: { amountMinor: 0.5 } } }),
      /total\.amountMinor/,
    ],
    ['with null for a required value', seen({ json: { ...order, orderId: null } }), /orderId/],
    ['that is not JSON', seen({ body: '<html>' }), /not JSON: <html>/],
    ['with a body where none is listed', seen({ path: '/orders/newest', status: 204 }), /lists no body/],
    ['of a route that is not listed', seen({ path: '/secrets' }), /has no such route/],
    ['of a method that is not listed', seen({ method: 'DELETE' }), /has no such route/],
    [
      'that refuses without a problem document',
      seen({ path: '/nowhere', status: 404 }),
      /instead of application\/problem\+json/,
    ],
    ['whose problem lacks a property', seen({ status: 404, ...asProblem, json: { code: 'x' } }), /status/],
  ])('%s is found', (_, answer, reason) => {
    expect(api.faultOf(answer)).toMatch(reason);
  });

  it.each([
    [200, '/orders/:id', true],
    [404, '/orders/:id', true],
    [500, '/orders/:id', false],
    [404, '/nowhere', true],
    [200, '/nowhere', false],
    [500, '/nowhere', false],
  ])('can be judged by its status alone: %s of %s, %s', (status, path, expected) => {
    expect(api.lists({ method: 'GET', path, status })).toBe(expected);
  });

  it('is found if a schema refers to a missing one', () => {
    const torn = new DocumentedApi({ paths: { '/a': { get: { responses: { 200: asJson('Gone') } } } } });
    expect(() => torn.faultOf(seen({ path: '/a' }))).toThrow(/Gone/);
  });
});
