import { parseOptions, UsageError, wholeNumber } from '../command-line.ts';
import { type Duration } from '../measure/closed-loop.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly duration: Duration;
  readonly warmUp: Duration;
  readonly isJson: boolean;
}

/** About three minutes, and about 40 seconds. The rounds are odd, so that the median is a measured value. */
const thorough = { rounds: 7, seconds: 1 };
const quick = { rounds: 3, seconds: 0.4 };

/** Each measurement is preceded by a ramp of a fifth of its time. */
const rampShare = 0.2;
/** The warm-up at the start, which lets the compiler optimize: half again the measured time. */
const warmUpShare = 1.5;

function secondsIn(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new UsageError(`--seconds is "${text}": it must be a number above 0.`);
}

/** `--rounds N`, `--seconds S` (of each measurement), `--quick`, `--json`. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parseOptions(args, {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const defaults = values.quick ? quick : thorough;
  const measuredMs = secondsIn(values.seconds, defaults.seconds) * 1_000;
  return {
    rounds: wholeNumber('rounds', values.rounds, 1, defaults.rounds),
    duration: { measuredMs, rampMs: measuredMs * rampShare },
    warmUp: { measuredMs: measuredMs * warmUpShare, rampMs: 0 },
    isJson: values.json,
  };
}
