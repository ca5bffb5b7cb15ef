import { hostname, userInfo } from 'node:os';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Invalid arguments; the message says which. */
export class UsageError extends Error {}

/** @throws UsageError that names an unknown option, or one without its value. */
export function parseOptions<O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
  allowPositionals = true,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    // The rest of the message is advice about positional arguments.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

export type Values<O extends ParseArgsOptionsConfig> = ReturnType<typeof parseOptions<O>>['values'];

/** @throws UsageError if there is no such command. */
export function commandIn<Name extends string>(word = '', commands: Readonly<Record<Name, unknown>>): Name {
  if (Object.hasOwn(commands, word)) return word as Name;
  throw new UsageError(word === '' ? 'Missing command.' : `Unknown command "${word}".`);
}

/** @throws UsageError if any argument is left over. */
export function refuseMore(words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`Unexpected argument "${words.join(' ')}".`);
}

/** @throws UsageError for an option that belongs to other commands. */
export function refuseForeign(command: string, values: object, taken: readonly string[]): void {
  const foreign = Object.keys(values).find((key) => !taken.includes(key));
  if (foreign !== undefined) throw new UsageError(`${command} does not accept --${foreign}.`);
}

export function isUrl(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

/** The value of `--database-url`. It may hold a password, so it is not repeated. */
export function databaseIn({
  'database-url': url,
}: {
  'database-url'?: string | undefined;
}): string | undefined {
  if (url !== undefined && !isUrl(url, /^postgres(ql)?:$/))
    throw new UsageError('--database-url must have the form postgres://user:password@host:port/database.');
  return url;
}

export function wholeNumber(option: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${option} is "${value}": it must be a whole number.`);
  return Number(value);
}

/** The values of `--state`; undefined if none is given. */
export function statesIn<State extends string>(
  words: readonly string[] | undefined,
  known: readonly State[],
): State[] | undefined {
  return words?.map((word) => {
    const state = known.find((candidate) => candidate === word);
    if (state === undefined)
      throw new UsageError(`--state is "${word}": it must be one of ${known.join(', ')}.`);
    return state;
  });
}

/** The operator who decides: `--by`, by default the user of this machine. */
export function deciderIn({
  by = `${userInfo().username}@${hostname()}`,
}: {
  by?: string | undefined;
}): string {
  if (by.trim() === '') throw new UsageError('--by must not be empty.');
  return by;
}
