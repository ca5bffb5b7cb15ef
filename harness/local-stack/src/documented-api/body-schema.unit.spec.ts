import { describe, expect, it } from '@jest/globals';
import { bodySchemaOf } from './body-schema.ts';
import { documentedBody } from './documents.ts';

const money = { type: 'object', properties: { amountMinor: { type: 'integer', minimum: 0 } } };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const body = (schema: object) => ({
  post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} },
});
const document = {
  paths: { '/orders': body(ref('Order')), '/torn': body(ref('Gone')) },
  components: {
    schemas: {
      Order: {
        type: 'object',
        properties: { total: { allOf: [ref('Money')] }, parts: { type: 'array', items: ref('Money') } },
      },
      Money: money,
    },
  },
};

describe('bodySchemaOf', () => {
  it('has the schemas in place of the references to them', () => {
    expect(bodySchemaOf(document, '/orders')).toEqual({
      type: 'object',
      properties: { total: money, parts: { type: 'array', items: money } },
    });
  });

  it('fails for a path without a body, and for a schema that is missing', () => {
    expect(() => bodySchemaOf(document, '/nowhere')).toThrow('no body of POST /nowhere');
    expect(() => bodySchemaOf(document, '/torn')).toThrow('no schema #/components/schemas/Gone');
  });

  it('reads the committed document of checkout', () => {
    const { required, properties } = documentedBody('checkout', '/checkouts');
    expect(required).toEqual(['customer', 'lines']);
    expect(properties?.['lines']?.items?.properties?.['quantity']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 99,
    });
  });
});
