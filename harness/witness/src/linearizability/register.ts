/** The state of a register as one request saw it. */
export interface Observation<State extends string> {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The register had one of these states at some moment of the request. */
  readonly states: readonly State[];
  readonly says: string;
}

/** A value that only the system changes, along these moves, at any time. */
export interface Register<State extends string> {
  readonly initial: State;
  readonly moves: Readonly<Record<State, readonly State[]>>;
}

/** A state that the register may be in, and the open observations that it has explained on the way. */
interface Configuration<State extends string> {
  readonly state: State;
  readonly explained: ReadonlySet<Observation<State>>;
}

/**
 * Decides if the observations are linearizable: if each one can have taken effect at one moment between its
 * start and its end, in an order that the register's moves allow. Returns the first observation that cannot,
 * or undefined. This is the just-in-time linearization of Wing, Gong and Lowe; observations change nothing,
 * so each one is explained as soon as the register is in one of its states.
 */
export function firstUnexplained<State extends string>(
  { initial, moves }: Register<State>,
  observations: readonly Observation<State>[],
): Observation<State> | undefined {
  const open = new Set<Observation<State>>();
  let possible: readonly Configuration<State>[] = [{ state: initial, explained: new Set() }];
  for (const { observation, isEnd } of inTime(observations)) {
    if (!isEnd) {
      open.add(observation);
      continue;
    }
    const explaining = reachable(possible, moves, open).filter(({ explained }) => explained.has(observation));
    if (explaining.length === 0) return observation;
    open.delete(observation);
    possible = largest(explaining.map((each) => forgetting(each, observation)));
  }
  return undefined;
}

interface Moment<State extends string> {
  readonly at: number;
  readonly isEnd: boolean;
  readonly observation: Observation<State>;
}

/** Starts come before ends of the same time: such observations overlap. */
function inTime<State extends string>(observations: readonly Observation<State>[]): Moment<State>[] {
  return observations
    .flatMap((observation) => [
      { at: observation.startedAt, isEnd: false, observation },
      { at: observation.endedAt, isEnd: true, observation },
    ])
    .toSorted((a, b) => a.at - b.at || Number(a.isEnd) - Number(b.isEnd));
}

/** Every configuration after any number of moves. */
function reachable<State extends string>(
  from: readonly Configuration<State>[],
  moves: Register<State>['moves'],
  open: ReadonlySet<Observation<State>>,
): Configuration<State>[] {
  const arrive = (state: State, explained: ReadonlySet<Observation<State>>): Configuration<State> => ({
    state,
    explained: new Set([...explained, ...[...open].filter(({ states }) => states.includes(state))]),
  });
  const found: Configuration<State>[] = [];
  const waiting = from.map(({ state, explained }) => arrive(state, explained));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { state, explained } = next;
    if (found.some((other) => covers(other, { state, explained }))) continue;
    found.push(next);
    waiting.push(...moves[state].map((to) => arrive(to, explained)));
  }
  return found;
}

function forgetting<State extends string>(
  { state, explained }: Configuration<State>,
  ended: Observation<State>,
): Configuration<State> {
  return { state, explained: new Set([...explained].filter((each) => each !== ended)) };
}

/** Without those that another one covers: it can do all that they can. */
function largest<State extends string>(all: readonly Configuration<State>[]): Configuration<State>[] {
  const kept: Configuration<State>[] = [];
  for (const each of all.toSorted((a, b) => b.explained.size - a.explained.size))
    if (!kept.some((other) => covers(other, each))) kept.push(each);
  return kept;
}

const covers = <State extends string>(one: Configuration<State>, other: Configuration<State>): boolean =>
  one.state === other.state && [...other.explained].every((each) => one.explained.has(each));
