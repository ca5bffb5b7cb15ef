import { type Scenario } from '../scenario/scenario.ts';
import { noOwnNetwork } from '../system/stack-process.ts';
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

/** All of both lists in their order, each spread evenly: while one scenario by hand waits for a timeout, strikes keep the machine busy. */
export function spread<One, Other>(some: readonly One[], others: readonly Other[]): (One | Other)[] {
  const placed = [some, others].flatMap((list: readonly (One | Other)[]) =>
    list.map((item, index) => ({ item, place: (index + 0.5) / list.length })),
  );
  return placed.toSorted((one, other) => one.place - other.place).map(({ item }) => item);
}

/** What a stack can have here. */
export interface Capabilities {
  readonly hasRedis: boolean;
  readonly hasContainers: boolean;
}

function lacking({ needs, cell }: Scenario, { hasRedis, hasContainers }: Capabilities): string | undefined {
  if (needs === 'containers' && !hasContainers) return noOwnNetwork;
  const needsRedis = needs === 'redis' || cell.edge.endsWith('redis');
  return needsRedis && !hasRedis ? 'there is no Redis on the PATH, so the queues are on Postgres' : undefined;
}

/** What cannot be run here, with the reason. */
export function runnable(
  scenarios: readonly Scenario[],
  capabilities: Capabilities,
): { readonly run: readonly Scenario[]; readonly notRun: readonly string[] } {
  return {
    run: scenarios.filter((scenario) => lacking(scenario, capabilities) === undefined),
    notRun: scenarios.flatMap((scenario) => {
      const reason = lacking(scenario, capabilities);
      return reason === undefined ? [] : [`${scenario.name}: ${reason}`];
    }),
  };
}
