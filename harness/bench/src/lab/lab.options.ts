import { parseOptions, wholeNumber } from '../command-line.ts';

export interface LabBenchOptions {
  /** Each round measures every way once. Odd, so that the median is a measured value. */
  readonly rounds: number;
  /** The time of each measurement, after a ramp of a third of it. */
  readonly measuredMs: number;
  readonly isJson: boolean;
}

/** About a minute and a half, and about 15 seconds. */
const thorough = { rounds: 5, measuredMs: 1_500 };
const quick = { rounds: 1, measuredMs: 1_000 };

/** `--rounds N`, `--quick`, `--json`. */
export function readOptions(args: readonly string[]): LabBenchOptions {
  const values = parseOptions(args, {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const size = values.quick ? quick : thorough;
  const rounds = wholeNumber('rounds', values.rounds, 1, size.rounds);
  return { ...size, rounds, isJson: values.json };
}
