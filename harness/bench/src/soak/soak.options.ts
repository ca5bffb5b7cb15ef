import { parseOptions, UsageError, wholeNumber } from '../command-line.ts';

export interface SoakOptions {
  readonly minutes: number;
  /** Share of the measured capacity, above 0 and below 1. */
  readonly load: number;
  readonly isJson: boolean;
}

function shareIn(text: string): number {
  const share = Number(text);
  if (text !== '' && share > 0 && share < 1) return share;
  throw new UsageError(`--load is "${text}": it must be a share of the capacity between 0 and 1.`);
}

/** `--minutes N` (default 10), `--load S` (default 0.7), `--json`. */
export function readOptions(args: readonly string[]): SoakOptions {
  const values = parseOptions(args, {
    minutes: { type: 'string' },
    load: { type: 'string', default: '0.7' },
    json: { type: 'boolean', default: false },
  });
  return {
    minutes: wholeNumber('minutes', values.minutes, 1, 10),
    load: shareIn(values.load),
    isJson: values.json,
  };
}
