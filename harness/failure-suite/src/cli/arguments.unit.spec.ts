import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@holdfast/engine';
import { readArguments, readPortBase } from './arguments.ts';

describe('the arguments of the failure suite', () => {
  it('run everything on local processes by default', () => {
    expect(readArguments([])).toMatchObject({ mode: 'all', target: 'local', only: [], workers: 4 });
  });

  it('can select containers for every mode that runs scenarios', () => {
    expect(readArguments(['--target', 'compose'])).toMatchObject({ mode: 'all', target: 'compose' });
    expect(readArguments(['--target', 'compose', '--only', 'a, b'])).toMatchObject({
      mode: 'only',
      target: 'compose',
      only: ['a', 'b'],
    });
    expect(readArguments(['--target', 'compose', '--seed', '7'])).toMatchObject({
      mode: 'random',
      target: 'compose',
    });
  });

  it('sample mutants by seed, bounded by minutes and tier', () => {
    expect(readArguments(['--prove', '--mutants', '60', '--seed', '1', '--minutes', '5'])).toMatchObject({
      mode: 'prove',
      mutants: 60,
      seed: 1,
      minutes: 5,
      by: 'both',
    });
    expect(readArguments(['--prove', '--mutants', 'all', '--by', 'suite'])).toMatchObject({
      mutants: Infinity,
      by: 'suite',
    });
  });

  it('start fewer stacks for random plans and containers', () => {
    expect(readArguments(['--seed', '7']).workers).toBe(2);
    expect(readArguments(['--pairs']).workers).toBe(2);
    expect(readArguments(['--target', 'compose']).workers).toBe(2);
    expect(readArguments(['--seed', '7', '--workers', '3']).workers).toBe(3);
  });

  it.each([
    [['--target', 'moon'], /must be local or compose/],
    [['--target', 'compose', '--prove'], /--prove works with --target local only/],
    [['--target', 'compose', '--accept-points'], /--accept-points works with --target local only/],
    [['--only', 'a', '--short'], /Use only one of/],
    [['--prove', '--seed', '1'], /Use only one of/],
    [['--mutants', '60'], /--mutants needs --prove/],
    [['--prove', '--mutants', '0'], /--mutants is "0": it must be a whole number/],
    [['--prove', '--by', 'suite'], /--by needs --prove --mutants/],
    [['--prove', '--mutants', '1', '--by', 'eye'], /--by is "eye": it must be specs or suite/],
    [['--workers', '0'], /must be a whole number from 1 to 16/],
  ])('refuse %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(message);
  });

  it.each(['31901', '80', 'x'])('refuse PORT_BASE=%s', (text) => {
    expect(() => readPortBase(text)).toThrow(UsageError);
    expect(() => readPortBase(text)).toThrow(/PORT_BASE is .*from 1024 to 31900/);
  });

  it('read PORT_BASE if it is set', () => {
    expect([undefined, '', '25000'].map(readPortBase)).toEqual([undefined, undefined, 25_000]);
  });
});
