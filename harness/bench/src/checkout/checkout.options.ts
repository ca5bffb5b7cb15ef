import { parseOptions, UsageError, wholeNumber } from '../command-line.ts';
import { type ShopName, shopNames } from './shops/shop-names.ts';

/** How much is measured of each shop. */
export interface Size {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  /** Orders of a turn at full speed. */
  readonly orders: number;
  /** Orders before the first turn, not measured. */
  readonly warmUp: number;
  /** Time of a turn at half of the capacity. */
  readonly pacedSeconds: number;
  /** Orders whose statements, transactions, requests and jobs are counted. */
  readonly counted: number;
  readonly faults: { readonly seconds: number; readonly ordersPerSecond: number };
}

export interface CheckoutOptions extends Size {
  readonly shops: readonly ShopName[];
  readonly isJson: boolean;
}

/** About five minutes. */
const thorough: Size = {
  rounds: 5,
  orders: 600,
  warmUp: 600,
  pacedSeconds: 5,
  counted: 50,
  faults: { seconds: 30, ordersPerSecond: 8 },
};

/** About 40 seconds on a quiet machine. */
const quick: Size = {
  rounds: 1,
  orders: 120,
  warmUp: 60,
  pacedSeconds: 2,
  counted: 20,
  faults: { seconds: 7, ordersPerSecond: 8 },
};

/** Shows that everything works, but measures next to nothing. */
const short: Size = {
  rounds: 1,
  orders: 12,
  warmUp: 4,
  pacedSeconds: 0.4,
  counted: 4,
  faults: { seconds: 4, ordersPerSecond: 6 },
};

/** `--quick`, `--short`, `--rounds N`, `--only NAME,NAME`, `--json`. */
export function readOptions(args: readonly string[]): CheckoutOptions {
  const values = parseOptions(args, {
    quick: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const size = values.short ? short : values.quick ? quick : thorough;
  const rounds = wholeNumber('rounds', values.rounds, 1, size.rounds);
  return { ...size, rounds, shops: shopsIn(values.only), isJson: values.json };
}

function shopsIn(only: string | undefined): readonly ShopName[] {
  if (only === undefined) return shopNames;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !shopNames.includes(name as ShopName));
  if (unknown === undefined) return shopNames.filter((name) => wanted.includes(name));
  throw new UsageError(`--only names "${unknown}": it must be a list of ${shopNames.join(', ')}.`);
}
