import { parseArgs } from 'node:util';

export interface GrowthOptions {
  /** Finished keys in the large table. */
  readonly keys: number;
  readonly rounds: number;
  /** Puts them into partitions by day. */
  readonly isByDay: boolean;
}

/** `--keys N` (default 1,000,000), `--rounds N` (default 20), `--by-day`. */
export function readOptions(args: readonly string[]): GrowthOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      keys: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '20' },
      'by-day': { type: 'boolean', default: false },
    },
  });
  return {
    keys: whole('keys', values.keys, 100_000),
    rounds: whole('rounds', values.rounds, 1),
    isByDay: values['by-day'],
  };
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}"`);
}
