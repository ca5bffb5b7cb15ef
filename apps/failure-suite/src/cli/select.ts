import { type Scenario } from '../scenario/scenario.ts';
import { UsageError } from './arguments.ts';

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** A whole name, its beginning, or a pattern with `*`. */
export function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return name.startsWith(pattern);
  return new RegExp(`^${escaped(pattern).replaceAll('*', '.*')}$`).test(name);
}

/** A whole name means that one alone, also where others begin like it. */
export function select(patterns: readonly string[], scenarios: readonly Scenario[]): Scenario[] {
  const chosen = new Set(
    patterns.flatMap((pattern) => {
      const exact = scenarios.filter(({ name }) => name === pattern);
      return exact.length > 0 ? exact : scenarios.filter(({ name }) => matches(pattern, name));
    }),
  );
  return scenarios.filter((scenario) => chosen.has(scenario));
}

/** @throws UsageError that names the patterns that no scenario has. */
export function demandAll(patterns: readonly string[], scenarios: readonly Pick<Scenario, 'name'>[]): void {
  const empty = patterns.filter((pattern) => !scenarios.some(({ name }) => matches(pattern, name)));
  if (empty.length > 0) throw new UsageError(`No scenario is named ${empty.join(', ')}: see --list.`);
}

/** What cannot be run on this machine, with the reason. */
export function runnable(
  scenarios: readonly Scenario[],
  hasRedis: boolean,
): { readonly run: readonly Scenario[]; readonly notRun: readonly string[] } {
  if (hasRedis) return { run: scenarios, notRun: [] };
  const needsRedis = ({ needs, cell }: Scenario): boolean => needs === 'redis' || cell.edge.endsWith('redis');
  return {
    run: scenarios.filter((scenario) => !needsRedis(scenario)),
    notRun: scenarios
      .filter(needsRedis)
      .map(({ name }) => `${name}: there is no Redis on the PATH, so the queues are on Postgres`),
  };
}
