import { describe, expect, it } from '@jest/globals';
import { documentedBody } from '@holdfast/local-stack/documented-api';
import { wrongBodies } from './wrong-bodies.ts';

const schema = documentedBody('checkout', '/checkouts');
const customer = { email: 'ada@shoppers.example', name: 'Ada' };
const lines = [
  { productId: 'prod_tea', quantity: 2 },
  { productId: 'prod_mug', quantity: 1 },
];

describe('wrongBodies', () => {
  it('changes one thing each, as the document of checkout does not allow it', () => {
    const wrong = wrongBodies(schema, { customer, lines });
    expect(wrong.map(({ change }) => change)).toEqual([
      'customer is missing',
      'lines is missing',
      'unknownMember = 1',
      'customer.email is missing',
      'customer.unknownMember = 1',
      'lines = []',
      'lines.0.productId is missing',
      'lines.0.quantity is missing',
      'lines.0.unknownMember = 1',
      'lines.0.quantity = 0',
      'lines.0.quantity = -1',
      'lines.0.quantity = 1.5',
      'lines.0.quantity = 100',
    ]);
    expect(wrong.find(({ change }) => change === 'lines.0.quantity = 0')?.body).toEqual({
      customer,
      lines: [{ productId: 'prod_tea', quantity: 0 }, lines[1]],
    });
    expect(wrong[0]?.body).toEqual({ lines });
  });

  it('changes nothing that a schema leaves open', () => {
    expect(wrongBodies({ type: 'object' }, { customer })).toEqual([]);
    expect(wrongBodies({ type: 'object', properties: { at: { type: 'string' } } }, { at: 'x' })).toEqual([]);
  });
});
