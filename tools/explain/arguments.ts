import { parseOptions, UsageError } from '../command-line.ts';

export const usage = `npm run explain -- [SERVICE…] [--json]

How the breaker of each dependency stands, why, and what users see. Of all services that run here, or of those named.`;

export interface ExplainCommand {
  readonly services: readonly string[];
  readonly isJson: boolean;
}

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[], known: readonly string[]): ExplainCommand {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no service "${unknown}": ${known.join(', ')}.`);
  return { services: positionals.length === 0 ? known : positionals, isJson: values.json ?? false };
}
