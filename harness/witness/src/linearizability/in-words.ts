import { firstUnexplained, type Observation, type Register } from './register.ts';

/** One sentence if no order of the observations explains them all; otherwise none. */
export function impossible<State extends string>(
  register: Register<State>,
  observations: readonly Observation<State>[],
): string[] {
  const found = firstUnexplained(register, observations);
  if (found === undefined) return [];
  const before = observations
    .filter(({ endedAt }) => endedAt < found.startedAt)
    .toSorted((a, b) => b.endedAt - a.endedAt);
  const reason = before.find((each) => !isPossibleAfter(register, each, found)) ?? before[0];
  return reason === undefined
    ? [`${found.says}, which cannot be`]
    : [`${found.says}, although ${sinceText(reason, found)} earlier ${reason.says}`];
}

const sinceText = ({ endedAt }: Observation<string>, { startedAt }: Observation<string>): string =>
  `${Math.max(1, Math.round(startedAt - endedAt))} ms`;

const isPossibleAfter = <State extends string>(
  { moves }: Register<State>,
  earlier: Observation<State>,
  later: Observation<State>,
): boolean => earlier.states.some((initial) => firstUnexplained({ initial, moves }, [later]) === undefined);
