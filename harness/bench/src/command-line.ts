import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Something is missing on this machine; the message says what. */
export class NotMeasured extends Error {}

/** Adds one benchmark to `bench`. It ends with an error once the signal aborts. */
export type AddBench = (bench: Command, signal: AbortSignal) => unknown;

/** Reads a whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = Number(text);
    if (text !== '' && Number.isInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };

export const roundsOption = new Option('--rounds <count>', 'measure this often').argParser(wholeNumber(1));
export const quickOption = new Option('--quick', 'less exact, and done soon');
export const shortOption = new Option('--short', 'show that everything works, and measure next to nothing');
export const jsonOption = new Option('--json', 'print JSON for programs');

/** Progress goes to standard error, so that standard output has only the result. */
export function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}

/** Prints the result, as JSON or as text. */
export function print<Report>(
  report: Report,
  isJson: boolean | undefined,
  show: (report: Report) => string,
): void {
  console.log(isJson === true ? JSON.stringify(report, null, 2) : show(report));
}
