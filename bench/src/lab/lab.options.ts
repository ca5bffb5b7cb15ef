import { parseArgs } from 'node:util';

export interface LabBenchOptions {
  /** Each measures every way once. Odd in number, so that a median is one of them. */
  readonly rounds: number;
  /** Of each measurement, after a ramp of a third of it. */
  readonly measuredMs: number;
  readonly isJson: boolean;
}

/** About a minute and a half, and about 15 seconds. */
const thorough = { rounds: 5, measuredMs: 1_500 };
const quick = { rounds: 1, measuredMs: 1_000 };

/** `--rounds N`, `--quick`, `--json`. */
export function readOptions(args: readonly string[]): LabBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const size = values.quick ? quick : thorough;
  const rounds = Number(values.rounds ?? size.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`--rounds must be a whole number above 0, not "${values.rounds}"`);
  return { ...size, rounds, isJson: values.json };
}
