import { parseArgs } from 'node:util';
import { UsageError } from '../keys/arguments.ts';

export const usage = `npm run explain -- [SERVICE…] [--json]

How the breaker of each dependency stands, why, and what users see. Of all services that run here, or of those named.`;

export interface ExplainCommand {
  readonly services: readonly string[];
  readonly isJson: boolean;
}

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[], known: readonly string[]): ExplainCommand {
  const { values, positionals } = parse(args);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no service "${unknown}": ${known.join(', ')}.`);
  return { services: positionals.length === 0 ? known : positionals, isJson: values.json ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    // What follows is advice about options that are no options.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}
