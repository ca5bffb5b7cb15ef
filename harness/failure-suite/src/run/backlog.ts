import { type Scenario } from '../scenario/scenario.ts';

/** Which stack a scenario can run on: one with exactly these settings. */
export const settingsKey = ({ settings }: Pick<Scenario, 'settings'>): string =>
  JSON.stringify(settings ?? {});

/** What it dates lies in the past or in the future: to a later scenario with the right time it would look like its own. */
export const hasWrongClock = (key: string): boolean => key.includes('HOLDFAST_CLOCK_OFFSET_MS');

/** That of the scenarios which have none of their own. */
const plain = settingsKey({});

const isSpecial = (key: string): boolean => key !== plain && !hasWrongClock(key);

/**
 * Hands out scenarios. A list is handed out so that few stacks change their settings, and few times; anything else, which may be endless, one
 * after the other.
 */
export class Backlog {
  private readonly rest: Iterator<Scenario> | undefined;
  private readonly byKey = new Map<string, Scenario[]>();
  /** Settings that a worker has a stack for at this moment, with how many workers. */
  private readonly taken = new Map<string, number>();

  constructor(scenarios: Iterable<Scenario>) {
    if (!Array.isArray(scenarios)) {
      this.rest = scenarios[Symbol.iterator]();
      return;
    }
    for (const scenario of scenarios as readonly Scenario[]) {
      const key = settingsKey(scenario);
      this.byKey.set(key, [...(this.byKey.get(key) ?? []), scenario]);
    }
  }

  /** The next one for a worker whose stack has the settings `current`; undefined when there are none left. */
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
   * What the stack can do as it is; but one worker does those with settings of their own first, which wait more than they work: left to the end,
   * they would have nothing to run beside. Wrong clocks come last: after one a stack is of no more use.
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
