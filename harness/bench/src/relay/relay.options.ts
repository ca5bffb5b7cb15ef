import { parseOptions, wholeNumber } from '../command-line.ts';

export interface RelayBenchOptions {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  /** Messages in the outbox at the start of each turn. */
  readonly messages: number;
  /** Messages whose latency from commit to consumer is measured. */
  readonly followed: number;
  readonly isJson: boolean;
}

/** `thorough` takes about three minutes, `quick` about half a minute. */
const thorough = { rounds: 7, messages: 10_000, followed: 1_000 };
const quick = { rounds: 3, messages: 2_000, followed: 100 };

/** `--rounds N`, `--quick`, `--json`. */
export function readOptions(args: readonly string[]): RelayBenchOptions {
  const values = parseOptions(args, {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const size = values.quick ? quick : thorough;
  const rounds = wholeNumber('rounds', values.rounds, 1, size.rounds);
  return { ...size, rounds, isJson: values.json };
}
