import { parseOptions, wholeNumber } from '../command-line.ts';

export interface GrowthOptions {
  /** Finished keys in the large table. */
  readonly keys: number;
  readonly rounds: number;
}

/** `--keys N` (default 1,000,000), `--rounds N` (default 20). */
export function readOptions(args: readonly string[]): GrowthOptions {
  const values = parseOptions(args, {
    keys: { type: 'string' },
    rounds: { type: 'string' },
  });
  return {
    keys: wholeNumber('keys', values.keys, 100_000, 1_000_000),
    rounds: wholeNumber('rounds', values.rounds, 1, 20),
  };
}
