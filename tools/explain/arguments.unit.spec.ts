import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

const known = ['checkout', 'payments'];

describe('the arguments of explain', () => {
  it('name services, or mean them all', () => {
    expect(readArguments([], known)).toEqual({ services: known, isJson: false });
    expect(readArguments(['payments', '--json'], known)).toEqual({ services: ['payments'], isJson: true });
  });

  it.each([
    [['shipping'], 'Unknown service "shipping". Known: checkout, payments.'],
    [['--wide'], "Unknown option '--wide'."],
  ])('make no sense as %j', (args, message) => {
    expect(() => readArguments(args, known)).toThrow(message);
  });
});
