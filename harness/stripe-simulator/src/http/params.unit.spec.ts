import { describe, expect, it } from '@jest/globals';
import { Params, parseForm } from './params.ts';
import { StripeError } from './stripe-error.ts';

const read = (text: string): Params => new Params(parseForm(text));

function refusalOf(work: () => unknown): StripeError['detail'] {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('Params', () => {
  it('reads nested brackets and both forms of lists', () => {
    const params = read('a[b]=true&list[]=x&list[]=y&other[0]=z&metadata[order id]=7');
    expect(params.nested('a')?.flag('b')).toBe(true);
    expect(params.texts('list')).toEqual(['x', 'y']);
    expect(params.texts('other')).toEqual(['z']);
    expect(params.metadata()).toEqual({ 'order id': '7' });
    expect(() => params.rejectUnknown()).not.toThrow();
  });

  it('keeps metadata keys that are names of Object.prototype', () => {
    expect(read('metadata[constructor]=a&metadata[__proto__]=b').metadata()).toMatchObject({
      constructor: 'a',
    });
  });

  it.each([
    ['amount=abc', 'parameter_invalid_integer', 'Invalid integer: abc'],
    ['amount=1.5', 'parameter_invalid_integer', 'Invalid integer: 1.5'],
    ['amount=0', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
    ['amount=', 'parameter_invalid_empty', /^You passed an empty string for 'amount'/],
    ['', 'parameter_missing', 'Missing required param: amount.'],
    ['amount[x]=1', undefined, 'Invalid string: {"x":"1"}'],
  ])('refuses %j with %s', (text, code, message) => {
    const refusal = refusalOf(() => read(text).requiredInteger('amount', { min: 1, max: 100 }));
    expect(refusal).toMatchObject({ type: 'invalid_request_error', param: 'amount' });
    expect(refusal.code).toBe(code);
    expect(refusal.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
  });

  it('names an unknown parameter by its full name', () => {
    const params = read('a[b]=1&a[c]=2');
    params.nested('a')?.text('b');
    expect(refusalOf(() => params.rejectUnknown())).toMatchObject({
      code: 'parameter_unknown',
      message: 'Received unknown parameter: a[c]',
      param: 'a[c]',
    });
  });

  it("enforces Stripe's metadata limits", () => {
    const many = Array.from({ length: 51 }, (_, index) => `metadata[k${index}]=v`).join('&');
    expect(refusalOf(() => read(many).metadata()).message).toContain('up to 50 keys');
    expect(refusalOf(() => read(`metadata[${'k'.repeat(41)}]=v`).metadata()).message).toContain(
      'up to 40 characters',
    );
    expect(refusalOf(() => read(`metadata[k]=${'v'.repeat(501)}`).metadata()).message).toContain(
      '501 characters',
    );
  });
});
