import { hostname, userInfo } from 'node:os';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { UsageError } from '../command-line.ts';

/** Reads a whole number. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Reads an option that may be repeated: one of these words each time. */
export const repeated =
  <Word extends string>(words: readonly Word[]) =>
  (text: string, before: readonly Word[] = []): readonly Word[] => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return [...before, word];
  };

export function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** Reads a URL. It may hold a password, so an error does not repeat it. */
export const urlOf =
  (option: string, protocol: RegExp, forms: string) =>
  (text: string): string => {
    if (!URL.canParse(text) || !protocol.test(new URL(text).protocol))
      throw new UsageError(`${option} must have the form ${forms}.`);
    return text;
  };

export const postgresUrl = (option: string): ((text: string) => string) =>
  urlOf(option, /^postgres(ql)?:$/, 'postgres://user:password@host:port/database');

export const databaseUrlOption = new Option(
  '--database-url <url>',
  'a database instead of those of the running stack; set PGPASSWORD to keep the password out of it',
).argParser(postgresUrl('--database-url'));

export const jsonOption = new Option('--json', 'print JSON for programs');

export const limitOption = new Option('--limit <count>', 'show at most this many')
  .argParser(wholeNumber)
  .default(50);

export const byOption = new Option(
  '--by <name>',
  'the operator who decides (default: the user of this machine)',
).argParser(notEmpty);

/** The value of `--by`. A container may have no name for its user, and needs none to look. */
export const deciderIn = ({ by }: Decider): string => by ?? `${userInfo().username}@${hostname()}`;

export interface Decider {
  readonly by?: string | undefined;
}

/** The options of every `list`. */
export interface Listing {
  readonly limit: number;
  readonly json?: boolean | undefined;
}

/** The given database. Undefined means those of the running stack. */
export interface Database {
  readonly databaseUrl?: string | undefined;
}
