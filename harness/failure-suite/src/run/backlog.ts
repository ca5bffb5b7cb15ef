import { type Scenario } from '../scenario/scenario.ts';

/** Identifies the kind of stack that a scenario needs, whose settings can be changed. */
export const kindKey = ({ stack }: Pick<Scenario, 'stack'>): string => JSON.stringify(stack ?? {});

/** Identifies the stacks that a scenario can run on: those of its kind with exactly these settings. */
export const stackKey = (scenario: Pick<Scenario, 'settings' | 'stack'>): string =>
  `${kindKey(scenario)} ${JSON.stringify(scenario.settings ?? {})}`;

/** Rows that a wrong clock dates in the future would look like those of a later scenario. */
export const hasWrongClock = (key: string): boolean => key.includes('CLOCK_OFFSET_MS');

/** The key of scenarios without settings of their own. */
const plain = stackKey({});

const isSpecial = (key: string): boolean => key !== plain && !hasWrongClock(key);

/**
 * Hands out scenarios. A list is ordered so that stacks change their settings as rarely as possible; any
 * other iterable, which may be endless, keeps its order.
 */
export class Backlog {
  private readonly rest: Iterator<Scenario> | undefined;
  private readonly byKey = new Map<string, Scenario[]>();
  /** The number of workers that currently have a stack with these settings. */
  private readonly taken = new Map<string, number>();

  constructor(scenarios: Iterable<Scenario>) {
    if (!Array.isArray(scenarios)) {
      this.rest = scenarios[Symbol.iterator]();
      return;
    }
    for (const scenario of scenarios as readonly Scenario[]) {
      const key = stackKey(scenario);
      this.byKey.set(key, [...(this.byKey.get(key) ?? []), scenario]);
    }
  }

  /** The next scenario for a worker whose stack has the settings `current`; undefined if none are left. */
  take(current: string | undefined): Scenario | undefined {
    if (this.rest !== undefined) {
      const next = this.rest.next();
      return next.done === true ? undefined : next.value;
    }
    const key = this.choose(current);
    if (key === undefined) return undefined;
    if (key !== current) {
      if (current !== undefined) this.count(current, -1);
      this.count(key, 1);
    }
    const scenarios = this.byKey.get(key) ?? [];
    const next = scenarios.shift();
    if (scenarios.length === 0) this.byKey.delete(key);
    return next;
  }

  /**
   * Prefers what the stack can run as it is. But one worker starts with the scenarios that have their own
   * settings: they mostly wait, so they should run beside others. Wrong clocks come last: they make a stack
   * unusable.
   */
  private choose(current = plain): string | undefined {
    const keys = [...this.byKey.keys()].toSorted(
      (one, other) =>
        Number(hasWrongClock(one)) - Number(hasWrongClock(other)) ||
        (this.byKey.get(other)?.length ?? 0) - (this.byKey.get(one)?.length ?? 0),
    );
    const special = keys.find(isSpecial);
    const isItsTurn =
      isSpecial(current) || ![...this.taken.keys()].some((key) => isSpecial(key) && this.isTaken(key));
    if (this.byKey.has(current) && (current !== plain || special === undefined || !isItsTurn)) return current;
    if (special !== undefined && isItsTurn) return special;
    return keys.find((key) => key === plain) ?? keys.find((key) => !this.isTaken(key)) ?? keys[0];
  }

  private isTaken(key: string): boolean {
    return (this.taken.get(key) ?? 0) > 0;
  }

  private count(key: string, by: number): void {
    this.taken.set(key, (this.taken.get(key) ?? 0) + by);
  }
}
