import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Invalid arguments; the message says which. */
export class UsageError extends Error {}

/** Something is missing on this machine; the message says what. */
export class NotMeasured extends Error {}

export const usage = `npm run bench -- checkout [--quick] [--rounds N] [--only NAME,…] [--json]    a whole order, beside the same shop without safety; needs a Redis server
npm run bench -- idempotency [--quick] [--rounds N] [--seconds S] [--json]   what a key costs, beside two peers; needs a Redis server
npm run bench -- growth [--keys N] [--rounds N]                             what many finished keys cost
npm run bench -- relay [--quick] [--rounds N] [--json]                      from the outbox to a consumer; needs a Redis server
npm run bench -- resilience [--short] [--rounds N] [--json]                 what a call through the pipeline costs, beside two peers
npm run bench -- soak [--minutes N] [--load S] [--json]                     a steady load for minutes, and what grows under it; needs a Redis server

Each starts the servers it needs and removes them again. More: harness/bench/README.md
Exit codes: 0 measured, 1 not measured, 2 invalid arguments.`;

/** Progress goes to standard error, so that standard output has only the result. */
export function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}

/** @throws UsageError that names an unknown option, one without its value, or an unexpected argument. */
export function parseOptions<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // The rest of the message explains positional arguments.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

/** The value of an option that must be a whole number of at least `least`. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  otherwise: number,
): number {
  const number = Number(text ?? otherwise);
  if (text !== '' && Number.isInteger(number) && number >= least) return number;
  throw new UsageError(`--${name} is "${text}": it must be a whole number of at least ${least}.`);
}
