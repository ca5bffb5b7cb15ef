import { UsageError } from './usage-error.ts';

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Matches a name, a prefix, or a pattern with `*`. */
export function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return name.startsWith(pattern);
  return new RegExp(`^${escaped(pattern).replaceAll('*', '.*')}$`).test(name);
}

/** An exact name selects only that scenario, even if it is a prefix of others. */
export function select<Named extends { readonly name: string }>(
  patterns: readonly string[],
  scenarios: readonly Named[],
): Named[] {
  const chosen = new Set(
    patterns.flatMap((pattern) => {
      const exact = scenarios.filter(({ name }) => name === pattern);
      return exact.length > 0 ? exact : scenarios.filter(({ name }) => matches(pattern, name));
    }),
  );
  return scenarios.filter((scenario) => chosen.has(scenario));
}

/** @throws UsageError that lists the patterns without a match */
export function demandAll(
  patterns: readonly string[],
  scenarios: readonly { readonly name: string }[],
): void {
  const empty = patterns.filter((pattern) => !scenarios.some(({ name }) => matches(pattern, name)));
  if (empty.length > 0) throw new UsageError(`No scenario matches ${empty.join(', ')}. See --list.`);
}
