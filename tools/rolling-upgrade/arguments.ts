import { parseOptions, refuseMore, UsageError, wholeNumber } from '../command-line.ts';

export const usage = `npm run rolling-upgrade -- [--from REVISION] [--rate N]

Starts the images of a git revision (HEAD~1 unless told otherwise) under compose, two copies of each service, and replaces copy after copy by
the images of this working tree, under N checkouts a second (5). Needs Docker. Ports as for docker compose: CHECKOUT_PORT, LAB_PORT,
SIMULATOR_PORT, INBOX_PORT.
Exit codes: 0 every order paid, one charge and one receipt each; 1 not so; 2 these arguments make no sense.`;

export interface UpgradeCommand {
  readonly from: string;
  readonly perSecond: number;
}

const options = { from: { type: 'string' }, rate: { type: 'string' } } as const;

/** 50: the inbox keeps every mail in memory, and two busy cores do not come to it (guess). */
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
