import { parseOptions, wholeNumber } from '../command-line.ts';

export interface StartBenchOptions {
  /** Measured starts. One more comes first, which creates the databases and builds what is missing. */
  readonly rounds: number;
  readonly isJson: boolean;
}

/** `--rounds N`, `--quick`, `--json`. */
export function readOptions(args: readonly string[]): StartBenchOptions {
  const values = parseOptions(args, {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  return { rounds: wholeNumber('rounds', values.rounds, 1, values.quick ? 1 : 5), isJson: values.json };
}
