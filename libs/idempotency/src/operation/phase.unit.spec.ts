import { describe, expect, it } from '@jest/globals';
import { callNext } from './phase.ts';

describe('callNext', () => {
  it.each([undefined, () => 'tea', Symbol('tea')])(
    'refuses an input that JSON cannot express: %p',
    (input) => {
      expect(() => callNext({ name: 'pay' }, input)).toThrow('the input of pay has no JSON text');
    },
  );

  it('accepts null', () => {
    expect(callNext({ name: 'pay' }, null)).toMatchObject({ input: 'null' });
  });
});
