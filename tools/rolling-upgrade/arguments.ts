import { parseOptions, refuseMore, UsageError, wholeNumber } from '../command-line.ts';

export const usage = `npm run rolling-upgrade -- [--from REVISION] [--rate N]

Starts the images of a git revision (default HEAD~1) under compose with two instances of each service, then replaces each
instance with the image of this working tree, under N checkouts per second (default 5). Needs Docker. Ports as for
docker compose: SHOP_PORT, CHECKOUT_PORT, LAB_PORT, SIMULATOR_PORT, INBOX_PORT.
Exit codes: 0 every order paid with one charge and one receipt; 1 otherwise; 2 invalid arguments.`;

export interface UpgradeCommand {
  readonly from: string;
  readonly perSecond: number;
}

const options = { from: { type: 'string' }, rate: { type: 'string' } } as const;

/** 50 checkouts per second: more than two busy cores reach, and the inbox keeps every email in memory. */
const mostPerSecond = 50;

/** @throws UsageError */
export function readArguments(args: readonly string[]): UpgradeCommand {
  const { values, positionals } = parseOptions(args, options);
  refuseMore(positionals);
  const perSecond = wholeNumber('rate', values.rate, 5);
  if (perSecond < 1 || perSecond > mostPerSecond)
    throw new UsageError(`--rate is ${perSecond}: it must be from 1 to ${mostPerSecond}.`);
  return { from: values.from ?? 'HEAD~1', perSecond };
}
