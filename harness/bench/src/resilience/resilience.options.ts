import { parseOptions, wholeNumber } from '../command-line.ts';
import { type Offer } from './dead/dead.ts';

export interface ResilienceOptions {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  readonly overhead: { readonly pairs: number; readonly sliceMs: number };
  readonly failing: { readonly few: number; readonly many: number; readonly failures: number };
  readonly http: { readonly rounds: number; readonly calls: number };
  readonly dead: Offer;
  readonly isJson: boolean;
}

type Size = Omit<ResilienceOptions, 'isJson'>;

/** About four minutes. */
const thorough: Size = {
  rounds: 7,
  overhead: { pairs: 31, sliceMs: 15 },
  failing: { few: 100, many: 100_000, failures: 1_000 },
  http: { rounds: 31, calls: 2_000 },
  dead: { callsPerSecond: 200, healthySeconds: 10, deadSeconds: 12 },
};

/** About ten seconds: shows that everything works, but measures hardly anything. */
const short: Size = {
  rounds: 1,
  overhead: { pairs: 3, sliceMs: 5 },
  failing: { few: 100, many: 5_000, failures: 50 },
  http: { rounds: 3, calls: 200 },
  dead: { callsPerSecond: 100, healthySeconds: 0.5, deadSeconds: 2 },
};

/** `--short`, `--rounds N`, `--json`. */
export function readOptions(args: readonly string[]): ResilienceOptions {
  const values = parseOptions(args, {
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const size = values.short ? short : thorough;
  const rounds = wholeNumber('rounds', values.rounds, 1, size.rounds);
  return { ...size, rounds, isJson: values.json };
}
