import { parseOptions, UsageError } from '../command-line.ts';

export const usage = `npm run explain -- [SERVICE…] [--json]

Shows the state of each breaker, why, and what users see: for all services running here, or for those named.`;

export interface ExplainCommand {
  readonly services: readonly string[];
  readonly isJson: boolean;
}

/** @throws UsageError for an unknown option or service. */
export function readArguments(args: readonly string[], known: readonly string[]): ExplainCommand {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`Unknown service "${unknown}". Known: ${known.join(', ')}.`);
  return { services: positionals.length === 0 ? known : positionals, isJson: values.json ?? false };
}
