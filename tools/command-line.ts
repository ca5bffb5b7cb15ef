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

/** @throws UsageError if there is no such command. */
export function commandIn<Name extends string>(word = '', commands: Readonly<Record<Name, unknown>>): Name {
  if (Object.hasOwn(commands, word)) return word as Name;
  throw new UsageError(word === '' ? 'Missing command.' : `Unknown command "${word}".`);
}

/** @throws UsageError if any argument is left over. */
export function refuseMore(words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`Unexpected argument "${words.join(' ')}".`);
}

export function wholeNumber(option: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${option} is "${value}": it must be a whole number.`);
  return Number(value);
}
